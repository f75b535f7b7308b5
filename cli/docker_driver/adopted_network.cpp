#include "docker_driver/adopted_network.hpp"

#include <algorithm>

#include "runtime/app/expected_network.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::docker_driver {
namespace {

constexpr std::string_view kOption = "mydocker.network=";
constexpr const char* kAdoptedLabel = "com.docker.network.adopted";

Result<model::Network> network_named(const Call& call, const std::string& name) {
  MYDOCKER_TRY(const auto reports, call.runtime.list_networks());
  for (const auto& report : reports)
    if (report.network.name == name) return report.network;
  return Error(ErrorKind::not_found,
               "option \"mydocker.network\": there is no network " + base::quoted(name))
      .hint("mydocker network create " + name);
}

// A network of mydocker has its own options, and its leases belong to mydocker.
Result<void> check_words(const std::string& name, const app::CreateNetworkRequest& request) {
  if (!request.options.empty() || request.driver != app::CreateNetworkRequest().driver)
    return Error(ErrorKind::invalid_argument,
                 R"(option "mydocker.network" cannot be combined with other options)")
        .hint("change the network of mydocker: mydocker network update " + name + " -o KEY=VALUE");
  if (!request.aux_addresses.empty())
    return Error(ErrorKind::invalid_argument,
                 R"(option "mydocker.network" cannot be combined with --aux-address)");
  if (request.ipam_driver != "none") return {};
  return Error(ErrorKind::invalid_argument,
               "option \"mydocker.network\": Docker would choose addresses that network " +
                   base::quoted(name) + " may have given away")
      .hint("add --ipam-driver mydocker");
}

std::string text_of(const std::optional<IpAddress>& gateway) {
  return gateway ? gateway->text() : "none";
}

// Docker has chosen a subnet and a gateway. Containers need the same ones.
Result<void> check_subnets(const model::Network& network,
                           const app::CreateNetworkRequest& request) {
  for (const auto& subnet : network.subnets) {
    const auto wanted = subnet.prefix.text();
    if (std::ranges::find(request.subnets, wanted) == request.subnets.end())
      return Error(ErrorKind::invalid_argument, "network " + base::quoted(network.name) +
                                                    " has the subnet " + wanted +
                                                    ", which Docker's network does not have")
          .hint("add --subnet " + wanted);
    const auto gateway = text_of(subnet.gateway);
    if (std::ranges::find(request.gateways, gateway) == request.gateways.end())
      return Error(ErrorKind::invalid_argument, "network " + base::quoted(network.name) +
                                                    " has the gateway " + gateway +
                                                    ", which Docker's network does not have")
          .hint("add --gateway " + gateway);
  }
  return {};
}

}  // namespace

std::optional<std::string> take_adopted_name(app::CreateNetworkRequest& request) {
  const auto word = std::ranges::find_if(
      request.options, [](const std::string& option) { return option.starts_with(kOption); });
  if (word == request.options.end()) return std::nullopt;
  auto name = word->substr(kOption.size());
  request.options.erase(word);
  return name;
}

Result<void> adopt_network(const Call& call, const std::string& name,
                           const app::CreateNetworkRequest& request, const std::string& docker_id) {
  MYDOCKER_CHECK(check_words(name, request));
  MYDOCKER_TRY(const auto network, network_named(call, name));
  if (const auto label = network.labels.find(kIdLabel); label != network.labels.end())
    return Error(ErrorKind::already_exists,
                 "network " + base::quoted(name) + " belongs to Docker's network " + label->second)
        .hint("use that network of Docker");
  MYDOCKER_CHECK(app::check_expected({{}, request.subnets, request.internal}, network));
  MYDOCKER_CHECK(check_subnets(network, request));
  app::UpdateNetworkRequest update;
  update.network = network.id;
  update.labels = {std::string(kIdLabel) + "=" + docker_id, kAdoptedLabel};
  MYDOCKER_CHECK(call.runtime.update_network(update));
  return {};
}

bool is_adopted(const model::Network& network) { return network.labels.contains(kAdoptedLabel); }

Result<void> release_network(const Call& call, const model::Network& network) {
  app::UpdateNetworkRequest update;
  update.network = network.id;
  update.labels_to_remove = {kIdLabel, kAdoptedLabel};
  MYDOCKER_CHECK(call.runtime.update_network(update));
  return {};
}

}  // namespace mydocker::cli::docker_driver
