#include <algorithm>

#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/session.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

bool is_in_use(kernel::System& system, const std::vector<model::Endpoint>& endpoints) {
  return std::ranges::any_of(
      endpoints, [&](const auto& endpoint) { return apply::is_alive(system, endpoint); });
}

}  // namespace

Result<PruneReport> Runtime::prune_networks(const PruneNetworksRequest& request) {
  session_->begin(access_for(request));
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  std::vector<RemoveNetworkRequest> unused;
  for (const auto& network : networks) {
    if (!request.filter.matches(network)) continue;
    MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(network.id));
    // By id and with force, because another command may remove the network at the same time.
    if (!is_in_use(session_->system, endpoints))
      unused.push_back({.network = network.id, .force = true, .dry_run = request.dry_run});
  }
  PruneReport report;
  for (auto& removed : remove_networks(unused)) {
    if (!removed) {
      // A container was connected in the meantime, so the network stays.
      if (removed.error().kind() == ErrorKind::in_use) continue;
      report.failures.push_back(std::move(removed).error());
    } else if (!removed->id.empty()) {
      report.removed.push_back(*std::move(removed));
    }
  }
  return report;
}

Result<PruneReport> Runtime::prune_containers(const PruneContainersRequest& request) {
  session_->begin(access_for(request));
  MYDOCKER_TRY(const auto dead, dead_endpoints(*session_));
  PruneReport report;
  for (const auto& endpoint : dead) {
    const auto network = find_active_or_defined(*session_, endpoint.network_id);
    const auto name =
        (network.ok() ? network->name : endpoint.network_id) + " " + endpoint.container;
    auto removed = remove_endpoints(*session_, {endpoint.id});
    if (!removed.ok())
      report.failures.push_back(std::move(removed).error().within("remove endpoint " + name));
    else if (*removed)
      report.removed.push_back({endpoint.id, name, {}});
  }
  if (request.dry_run && !report.removed.empty()) {
    plan::Script script("removes the endpoints of containers that do not exist any more");
    for (const auto& line : session_->simulated.removals) script.add(line.why, line.command);
    report.removed = {{{}, {}, script.text()}};
  }
  return report;
}

}  // namespace mydocker::app
