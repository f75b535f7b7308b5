// Compares active networks with the kernel, and the two databases with each other. Changes nothing.
#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/session.hpp"
#include "runtime/app/unfinished_changes.hpp"
#include "runtime/app/unowned.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/salvage.hpp"

namespace mydocker::app {
namespace {

// Adds the differences of one journal entry. `container` is null for the network's own entry.
Result<void> add_drift(Session& session, const model::Network& network,
                       const store::JournalEntry& entry, const kernel::Netns* container,
                       const std::string& name, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto execution, session.execution(network, container));
  apply::Applier applier(execution.context);
  MYDOCKER_TRY(const auto drift, applier.detect_drift(entry.plan, {}));
  for (const auto& difference : drift.differences)
    reports.push_back({network.name, name, describe(difference.resource), difference.problem});
  return {};
}

Result<void> add_drift(Session& session, OpenState& open_state, const model::Network& network,
                       const model::Endpoint& endpoint, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto entry, open_state.state.find_entry(endpoint.id));
  if (!entry || entry->phase != store::Phase::active) return {};
  MYDOCKER_TRY(const auto container, apply::container_of(session.system, endpoint));
  if (container.exists)
    return add_drift(session, network, *entry, container.inside(), endpoint.container, reports);
  const bool alive = seems_alive(session, open_state, endpoint);
  reports.push_back({network.name, endpoint.container, "network namespace",
                     alive ? "exists, but its path is missing: it cannot be checked" : "missing"});
  return {};
}

// Writes notes about other programs that stop the traffic of the network.
Result<void> report_foreign_causes(Session& session, OpenState& open_state,
                                   const model::Network& network) {
  MYDOCKER_TRY(const auto known, open_state.state.find_active_network(network.id));
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network.id));
  MYDOCKER_TRY(const auto kernel, session.open_kernel(nullptr));
  if (known) {
    report_interference(session, *kernel, *known, endpoints);
    report_uplinks(session, *known);
    report_no_default_route(session, *known);
  }
  report_duplicates(session, endpoints);
  report_blocked_transit(session, open_state, *kernel, network);
  return {};
}

// Compares a network with the kernel. `container` null: with all containers. Empty: without
// containers. Otherwise: with this container.
Result<std::vector<DriftReport>> verify(Session& session, const std::string& reference,
                                        const std::string* container) {
  MYDOCKER_TRY(const auto network, get_network(session, reference));
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto reports, unfinished_changes(*open_state, network));
  if (container != nullptr)
    std::erase_if(reports, [&](const DriftReport& one) { return one.container != *container; });
  MYDOCKER_TRY(const auto entry, open_state->state.find_entry(network.id));
  if (!entry || open_state->unrecovered.contains(network.id)) return reports;
  if (entry->phase != store::Phase::active) return open_state->why_locked(network.id);
  MYDOCKER_CHECK(add_drift(session, network, *entry, nullptr, {}, reports));
  MYDOCKER_CHECK(report_foreign_causes(session, *open_state, network));
  if (container != nullptr) {
    MYDOCKER_TRY(const auto endpoint, open_state->state.find_endpoint(network.id, *container));
    if (endpoint) MYDOCKER_CHECK(add_drift(session, *open_state, network, *endpoint, reports));
    return reports;
  }
  MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(network.id));
  for (const auto& endpoint : endpoints)
    MYDOCKER_CHECK(add_drift(session, *open_state, network, endpoint, reports));
  return reports;
}

// Adds a report if the check has found a damaged file. Returns any other error, for example if a
// newer version has written the file.
Result<void> add_damage(const Result<void>& checked, const std::filesystem::path& file,
                        std::vector<DriftReport>& reports) {
  if (checked.ok() || checked.error().kind() == ErrorKind::not_found) return {};
  if (checked.error().kind() != ErrorKind::corrupt_state) return checked.error();
  const auto name = base::quoted(file.string());
  auto cause = checked.error().message();
  if (cause.starts_with(name + " is ")) cause.erase(0, name.size() + 4);
  reports.push_back({{}, {}, "file " + name, cause});
  return {};
}

Result<void> add_lost_definitions(Session& session, OpenState& open_state,
                                  std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto copied, undefined_networks(session, open_state, true));
  for (const auto& entry : copied) {
    MYDOCKER_TRY(const auto copy, open_state.state.find_active_network(entry.owner));
    reports.push_back(
        {copy ? copy->network.name : entry.owner, {}, "definition", "lost; runtime.db has a copy"});
  }
  MYDOCKER_TRY(const auto others, undefined_networks(session, open_state, false));
  for (const auto& entry : others)
    reports.push_back({entry.owner.substr(0, kShownIdSize), {}, "definition", "lost"});
  return {};
}

Result<void> add_lost_connections(OpenState& open_state, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto connections, lost_connections(open_state));
  for (const auto& entry : connections) {
    MYDOCKER_TRY(const auto endpoint, open_state.state.endpoint_of(entry.id));
    reports.push_back({entry.network_id.substr(0, kShownIdSize),
                       endpoint ? endpoint->container : "", "connection", "its network is lost"});
  }
  return {};
}

Result<void> add_unowned(Session& session, OpenState& open_state,
                         std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto objects, unowned_objects(session, open_state));
  for (const auto& object : objects)
    reports.push_back({{}, {}, describe(object), "belongs to no network in runtime.db"});
  return {};
}

Result<std::vector<DriftReport>> check(Session& session) {
  const auto& settings = session.settings;
  std::vector<DriftReport> reports;
  MYDOCKER_CHECK(add_damage(store::check_definitions(settings.state_dir),
                            settings.state_dir / "definitions.db", reports));
  MYDOCKER_CHECK(
      add_damage(store::check_runtime(settings.run_dir), settings.run_dir / "runtime.db", reports));
  if (!reports.empty()) return reports;
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(reports, unfinished_changes_of_undefined(session, *open_state));
  MYDOCKER_CHECK(add_lost_definitions(session, *open_state, reports));
  MYDOCKER_CHECK(add_lost_connections(*open_state, reports));
  MYDOCKER_CHECK(add_unowned(session, *open_state, reports));
  return reports;
}

}  // namespace

Result<std::vector<DriftReport>> Runtime::verify_network(const std::string& reference) {
  session_->begin(Access::preview);
  return verify(*session_, reference, nullptr).within("verify network " + base::quoted(reference));
}

Result<std::vector<DriftReport>> Runtime::verify_container(const std::string& reference,
                                                           const std::string& container) {
  session_->begin(Access::preview);
  return verify(*session_, reference, &container)
      .within("verify network " + base::quoted(reference));
}

Result<std::vector<DriftReport>> Runtime::check_state() {
  session_->begin(Access::preview);
  return check(*session_).within("verify the stored state");
}

}  // namespace mydocker::app
