#include "engine_connection.hpp"

namespace mydocker::cli {

void add_engine_options(const std::vector<std::string>& words, model::NetworkSpec& spec) {
  constexpr std::string_view kDriver = "mydocker.driver=";
  for (const auto& word : words) {
    if (word.starts_with(kDriver))
      spec.driver = word.substr(kDriver.size());
    else
      spec.options.push_back(word);
  }
}

Result<app::ConnectReport> connect_or_create(app::Runtime& runtime,
                                             const app::ConnectRequest& request,
                                             const model::NetworkSpec& definition) {
  const auto connect = [&] { return runtime.connect(request); };
  auto connected = wait_while_busy(connect);
  if (connected || connected.error().kind() != ErrorKind::not_found) return connected;
  const app::CreateNetworkRequest creation{.spec = definition, .ignore_existing = true};
  MYDOCKER_CHECK(wait_while_busy([&] { return runtime.create_network(creation); }));
  return wait_while_busy(connect);
}

std::optional<std::string> gateway_of(const app::EndpointReport& report, const IpPrefix& address) {
  const auto& text = address.address.is_v4() ? report.ipv4.gateway : report.ipv6.gateway;
  const auto gateway = IpAddress::parse(text);
  if (!gateway || !address.network().contains(*gateway)) return std::nullopt;
  return text;
}

}  // namespace mydocker::cli
