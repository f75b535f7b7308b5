// The network of a configuration, and the end of an attachment.
#include <algorithm>

#include "cni/commands.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::cni {
namespace {

Failure differs_from_file(const Call& call, const std::string& what) {
  const auto& name = call.config.network();
  return {Code::configuration,
          "network " + base::quoted(name) + " exists, but its " + what +
              " differs from the configuration",
          "change the configuration, or remove the network: mydocker network rm " + name};
}

bool has_subnet(const model::Network& network, const std::string& text) {
  const auto prefix = IpPrefix::parse(text);
  return prefix && std::ranges::any_of(network.subnets, [&](const model::Subnet& subnet) {
           return subnet.prefix == prefix->network();
         });
}

Outcome<Done> compare_with_config(const Call& call, const model::Network& network) {
  if (call.config.existing) return Done{};
  const auto& definition = call.config.definition;
  if (network.driver != definition.driver) return differs_from_file(call, "driver");
  if (network.internal != definition.internal) return differs_from_file(call, "field internal");
  for (const auto& subnet : definition.subnets)
    if (!has_subnet(network, subnet)) return differs_from_file(call, "subnets");
  return Done{};
}

}  // namespace

Outcome<std::optional<model::Network>> find_network(const Call& call) {
  using Found = std::optional<model::Network>;
  MYDOCKER_TRY(const auto reports, call.runtime.list_networks());
  for (const auto& report : reports) {
    const auto& network = report.network;
    if (network.name != call.config.network() && network.id != call.config.network()) continue;
    MYDOCKER_CHECK(compare_with_config(call, network));
    return Found(network);
  }
  return Found();
}

Outcome<Done> disconnect(const Call& call, const model::Attachment& attachment) {
  app::DisconnectRequest request;
  request.network = call.config.network();
  request.container = model::container_name(attachment);
  request.attachment = attachment;
  MYDOCKER_CHECK(call.runtime.disconnect(request));
  return Done{};
}

}  // namespace mydocker::cli::cni
