// The CNI command STATUS: says whether ADD can succeed.
#include <unistd.h>

#include "cni/commands.hpp"
#include "cni/delegate.hpp"
#include "engine_connection.hpp"
#include "runtime/app/connect_request.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::cni {
namespace {

Failure not_available(const Failure& reason) {
  return {Code::not_available, reason.message, reason.details};
}

CniResult<Done> check_driver(const CniCall& call, const std::string& name) {
  const auto driver = call.runtime.inspect_driver(name);
  if (!driver) return not_available(driver.error());
  if (driver->refusal) return not_available(*driver->refusal);
  if (!driver->disabled) return Done{};
  return Failure(Code::not_available, "driver " + base::quoted(name) + " is disabled",
                 "mydocker driver enable " + name);
}

// Compares the network with the kernel. If it differs, containers of the network may not work.
CniResult<Done> check_kernel(const CniCall& call, const std::string& name) {
  const auto drift = call.runtime.verify_container(name, {});
  if (!drift) return not_available(drift.error());
  if (drift->empty()) return Done{};
  const auto& first = drift->front();
  return Failure(Code::limited_connectivity,
                 "network " + base::quoted(name) + ": " + first.resource + " " + first.problem,
                 "mydocker network reload " + name);
}

CniResult<Done> check_delegate(const CniCall& call) {
  if (call.config.ipam.empty()) return Done{};
  const auto delegate = Delegate::find(call.environment, call.config);
  if (!delegate) return not_available(delegate.error());
  if (!delegate->has_newest_version()) return Done{};
  MYDOCKER_CHECK(delegate->run("STATUS"));
  return Done{};
}

}  // namespace

app::ExpectedNetwork expected_network(const NetworkConfig& config) {
  if (config.existing) return {};
  const auto& definition = config.definition;
  return {definition.driver, definition.subnets, definition.internal};
}

CniResult<std::optional<model::Network>> find_network(const CniCall& call) {
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

CniResult<Done> disconnect(const CniCall& call, const model::Attachment& attachment) {
  app::DisconnectRequest request;
  request.network = call.config.network();
  request.container = model::container_name(attachment);
  request.attachment = attachment;
  MYDOCKER_CHECK(wait_while_busy([&] { return call.runtime.disconnect(request); }));
  return Done{};
}

CniResult<Done> status(const CniCall& call) {
  if (geteuid() != 0) return Failure(Code::not_available, "the plug-in needs root");
  const auto network = find_network(call);
  if (!network) return not_available(network.error());
  const auto& found = *network;
  if (!found && call.config.existing)
    return Failure(Code::not_available, "no network " + base::quoted(call.config.network()),
                   "mydocker network create " + call.config.network());
  MYDOCKER_CHECK(check_driver(call, found ? found->driver : call.config.definition.driver));
  if (found) MYDOCKER_CHECK(check_kernel(call, found->name));
  return check_delegate(call);
}

}  // namespace mydocker::cli::cni
