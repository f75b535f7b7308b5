#include "runtime/app/change_network.hpp"

#include <utility>
#include <vector>

#include "runtime/app/creation.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/refusal.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/plan_algebra.hpp"

namespace mydocker::app {
namespace {

// The id and the published ports of an endpoint. Other commands may change the ports.
using EndpointPorts = std::pair<std::string, std::vector<model::PortMapping>>;

Result<std::vector<EndpointPorts>> endpoints_now(OpenState& open_state,
                                                 const model::Network& network) {
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network.id));
  std::vector<EndpointPorts> asked;
  for (const auto& endpoint : endpoints) {
    const auto owner = store::change_owner(endpoint.id);
    MYDOCKER_TRY(const auto change_entry, open_state.state.find_entry(owner));
    if (change_entry) return open_state.why_locked(owner);  // another command changes the ports now
    asked.emplace_back(endpoint.id, endpoint.ports);
  }
  return asked;
}

}  // namespace

// The change in progress. It has its own journal entry with this id.
struct NetworkChanger::PendingChange {
  std::int64_t id = 0;
  PlannedChange change{};
  std::vector<EndpointPorts> endpoints{};  // the endpoints at the time of planning
  Plan added{};                            // resources that the change has added
  Plan removed{};                          // resources that the change must remove
};

Result<NetworkChanger> NetworkChanger::lock(Session& session, OpenState& open_state,
                                            const std::string& reference) {
  MYDOCKER_TRY(const auto found, get_network(session, reference));
  MYDOCKER_TRY(auto locked, lock_active(open_state, found.id));
  if (locked) {
    MYDOCKER_TRY(auto now, get_network(session, found.id));
    return NetworkChanger(session, open_state, std::move(now), *std::move(locked));
  }
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(auto defining, definitions->begin());
  MYDOCKER_TRY(auto now, get_network(session, found.id));
  return NetworkChanger(session, open_state, std::move(now), std::move(defining));
}

Result<Execution> NetworkChanger::execution() {
  return session_.execution(now_, nullptr, plan::has_firewall(journal_entry().plan));
}

// Changes only the definition of a network that is not in the kernel. Creating the network in the
// kernel begins with a transaction of the runtime state. This function holds such a transaction, so
// no other command creates the network meanwhile.
Result<void> NetworkChanger::define(const model::Network& spec) {
  MYDOCKER_CHECK(plan_change(session_, open_state_, now_, spec));
  MYDOCKER_TRY(auto* definitions, session_.definitions());
  MYDOCKER_TRY(auto transaction, open_state_.state.begin());
  MYDOCKER_TRY(const auto entry, open_state_.state.find_entry(now_.id));
  if (entry) return open_state_.why_locked(now_.id);
  MYDOCKER_CHECK(definitions->update_network(spec));
  return std::get<Defining>(lock_).commit();
}

Result<NetworkChanger::PendingChange> NetworkChanger::begin(const model::Network& spec) {
  PendingChange pending;
  MYDOCKER_TRY(pending.endpoints, endpoints_now(open_state_, now_));
  MYDOCKER_TRY(pending.change, plan_change(session_, open_state_, now_, spec));
  report_unknown_sources(session_, pending.change.added);
  MYDOCKER_TRY(auto transaction, open_state_.state.begin());
  const auto owner = store::change_owner(now_.id);
  MYDOCKER_TRY(const auto left, open_state_.state.find_entry(owner));
  if (left) return open_state_.why_locked(owner);
  MYDOCKER_TRY(pending.id, open_state_.state.open_entry(store::EntryKind::change, owner, now_.id));
  MYDOCKER_CHECK(transaction.commit());
  return pending;
}

// Adds the resources and commits the change. After an error of another kind than `unfinished`,
// nothing has changed, and the journal entry of the change is deleted. After an error `unfinished`
// it stays.
Result<void> NetworkChanger::add(PendingChange& pending, const model::Network& spec) {
  MYDOCKER_TRY(const auto execution, this->execution());
  apply::Applier applier(execution.context);
  return applier.carry_out(pending.id, pending.change.added, [&](const Plan& recorded) {
    pending.added = recorded;
    return commit_change(applier, pending, spec);
  });
}

// After this commit the change is always completed. The added resources then belong to the journal
// entry of the network. The journal entry of the change contains the resources that must be
// removed.
Result<void> NetworkChanger::commit_change(apply::Applier& applier, PendingChange& pending,
                                           const model::Network& spec) {
  const auto& own = journal_entry().plan;
  pending.removed = plan::intersection(own, pending.change.removed);
  const auto kept = plan::replaced(plan::difference(own, pending.removed), pending.change.values);
  const auto rest = plan::merge(kept, pending.added);
  auto& state = open_state_.state;
  MYDOCKER_TRY(auto transaction, state.begin());
  MYDOCKER_TRY(const auto asked, endpoints_now(open_state_, now_));
  if (asked != pending.endpoints) return busy();  // another command has changed the endpoints
  MYDOCKER_CHECK(applier.transfer(pending.added, pending.id, journal_entry().id));
  MYDOCKER_CHECK(state.write_plan(journal_entry().id, rest));
  MYDOCKER_CHECK(write_values(pending.change));
  MYDOCKER_CHECK(state.write_plan(pending.id, pending.removed));
  MYDOCKER_CHECK(state.set_phase(pending.id, store::Phase::removing));
  MYDOCKER_CHECK(state.keep_definition(pending.id, spec));
  MYDOCKER_CHECK(state.keep_active_network(active_network_of(spec, rest)));
  return transaction.commit();
}

// Stores the new values in the recorded plans. The resources in the kernel get these values after
// the commit (apply/recovery.hpp).
Result<void> NetworkChanger::write_values(const PlannedChange& change) {
  auto& state = open_state_.state;
  if (change.facts != HostFacts())
    MYDOCKER_CHECK(state.keep_facts(journal_entry().id, change.facts, change.status));
  if (!change.has_values()) return {};
  for (const auto& [id, endpoint] : change.endpoints) {
    MYDOCKER_TRY(const auto entry, state.find_entry(id));
    if (!entry || entry->phase != store::Phase::active) return open_state_.why_locked(id);
    MYDOCKER_CHECK(state.write_plan(entry->id, plan::replaced(entry->plan, endpoint.values)));
    MYDOCKER_CHECK(state.keep_facts(entry->id, endpoint.facts, endpoint.status));
  }
  return {};
}

Result<void> NetworkChanger::finish(const PendingChange& pending) {
  MYDOCKER_TRY(const auto execution, this->execution());
  MYDOCKER_CHECK(
      apply::Applier(execution.context).undo(pending.id, pending.removed, apply::Undo::removal));
  if (pending.change.has_values())
    MYDOCKER_CHECK(apply::update_values(session_.recovery_context(), now_.id));
  return open_state_.state.complete_entry(pending.id);
}

Result<void> NetworkChanger::change_to(const model::Network& spec) {
  if (std::holds_alternative<Defining>(lock_)) return define(spec);
  MYDOCKER_TRY(auto* definitions, session_.definitions());
  MYDOCKER_CHECK(definitions->check_writable());  // this is checked before anything is changed
  MYDOCKER_TRY(auto pending, begin(spec));
  MYDOCKER_CHECK(add(pending, spec));
  // From here on the journal says that the change must be completed.
  auto changed = definitions->update_network(spec);
  if (changed.ok()) changed = finish(pending);
  if (changed.ok()) return {};
  return apply::unfinished(std::move(changed).error(), "the next command completes the change");
}

}  // namespace mydocker::app
