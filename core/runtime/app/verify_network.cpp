// Compares active networks with the kernel, without a change.
#include "runtime/app/interference.hpp"
#include "runtime/app/session.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

// Adds the differences of one journal entry. `container` is null for the network's own entry.
Result<void> add_drift(Session& session, const model::Network& network,
                       const store::JournalEntry& entry, const kernel::Netns* container,
                       const std::string& name, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(auto* kernel, session.kernel(container));
  apply::Applier applier(session.execution(network, *kernel, container));
  MYDOCKER_TRY(const auto drift, applier.detect_drift(entry, {}));
  for (const auto& difference : drift.differences)
    reports.push_back({network.name, name, describe(difference.resource), difference.problem});
  return {};
}

Result<void> add_drift(Session& session, const model::Network& network,
                       const model::Endpoint& endpoint, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto entry, open_state->state.find_entry(endpoint.id));
  if (!entry || entry->phase != store::Phase::active) return {};
  MYDOCKER_TRY(const auto container, apply::container_of(session.system, endpoint));
  if (container.exists)
    return add_drift(session, network, *entry, container.inside(), endpoint.container, reports);
  reports.push_back({network.name, endpoint.container, "network namespace", "missing"});
  return {};
}

// `container`: only this one, or none if it is empty. Null: all containers.
Result<std::vector<DriftReport>> verify(Session& session, const std::string& reference,
                                        const std::string* container) {
  std::vector<DriftReport> reports;
  MYDOCKER_TRY(const auto network, get_network(session, reference));
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto entry, open_state->state.find_entry(network.id));
  if (!entry) return reports;
  if (entry->phase != store::Phase::active) return open_state->why_locked(network.id);
  MYDOCKER_CHECK(add_drift(session, network, *entry, nullptr, {}, reports));
  MYDOCKER_TRY(const auto known, open_state->state.find_active_network(network.id));
  if (known) {
    report_interference(session, *known, {});
    report_uplinks(session, *known);
  }
  report_blocked_transit(session, network);
  if (container != nullptr) {
    MYDOCKER_TRY(const auto endpoint, open_state->state.find_endpoint(network.id, *container));
    if (endpoint) MYDOCKER_CHECK(add_drift(session, network, *endpoint, reports));
    return reports;
  }
  MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(network.id));
  for (const auto& endpoint : endpoints)
    MYDOCKER_CHECK(add_drift(session, network, endpoint, reports));
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

}  // namespace mydocker::app
