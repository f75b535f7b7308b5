// The network of a configuration, and the end of an attachment.
#include "cni/commands.hpp"
#include "runtime/app/expected_network.hpp"
#include "wait_while_busy.hpp"

namespace mydocker::cli::cni {
app::ExpectedNetwork expected_network(const NetworkConfig& config) {
  if (config.existing) return {};
  const auto& definition = config.definition;
  return {definition.driver, definition.subnets, definition.internal};
}

Outcome<std::optional<model::Network>> find_network(const Call& call) {
  using Found = std::optional<model::Network>;
  MYDOCKER_TRY(const auto reports, call.runtime.list_networks());
  for (const auto& report : reports) {
    const auto& network = report.network;
    if (network.name != call.config.network() && network.id != call.config.network()) continue;
    MYDOCKER_CHECK(app::check_expected(expected_network(call.config), network));
    return Found(network);
  }
  return Found();
}

Outcome<Done> disconnect(const Call& call, const model::Attachment& attachment) {
  app::DisconnectRequest request;
  request.network = call.config.network();
  request.container = model::container_name(attachment);
  request.attachment = attachment;
  MYDOCKER_CHECK(wait_while_busy([&] { return call.runtime.disconnect(request); }));
  return Done{};
}

}  // namespace mydocker::cli::cni
