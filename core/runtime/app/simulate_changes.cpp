#include "mydocker/documents.hpp"
#include "runtime/app/creation.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/planned_change.hpp"
#include "runtime/app/removal.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

// Marks the resources as removed that belong to this journal entry only.
Result<void> forget(Session& session, const store::JournalEntry& journal_entry) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  if (journal_entry.plan.empty()) return {};
  MYDOCKER_TRY(const auto plan, documents::decode_plan(journal_entry.plan));
  const auto links = plan::own_links(plan);
  for (const auto& entry : plan.entries()) {
    if (entry.lifetime == Lifetime::host) continue;
    store::Shared shared;
    if (plan::is_shared(entry.resource) && !plan::depends_on(entry.resource, links)) {
      MYDOCKER_TRY(shared, open_state->state.shared(identity_of(entry.resource), journal_entry.id));
    }
    if (!shared.others) session.simulated.overlay->mark_removed(entry.resource, shared.prior);
  }
  return {};
}

Result<void> simulate_removal(Session& session, const std::string& id, plan::Script& script) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto network, get_network(session, id));
  MYDOCKER_TRY(const auto journal_entry, open_state->state.find_entry(network.id));
  if (journal_entry) {
    MYDOCKER_TRY(auto* kernel, session.kernel(nullptr));
    Removal removal(*open_state, session.execution(network, *kernel, nullptr));
    MYDOCKER_TRY(const auto lines, removal.lines(network.id));
    for (const auto& line : lines) script.add(line.why, line.command);
    MYDOCKER_CHECK(forget(session, *journal_entry));
    MYDOCKER_CHECK(open_state->state.close_entry(journal_entry->id));
  }
  session.simulated.overlay->mark_removed(network);
  MYDOCKER_TRY(auto* definitions, session.definitions());
  return definitions->remove_network(network.id);
}

Result<void> simulate_creation(Session& session, const model::NetworkSpec& requested,
                               plan::Script& script) {
  MYDOCKER_TRY(auto spec, new_network(session, requested));
  MYDOCKER_CHECK(reserve_network(session, spec));
  const auto& network = spec.network;
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_CHECK(definitions->insert_network(network));
  MYDOCKER_TRY(const auto steps, simulate_network(session, network));
  script.create(steps, session.shell());
  return {};
}

Result<void> simulate_update(Session& session, const NetworkChange& change, plan::Script& script) {
  MYDOCKER_TRY(const auto now, get_network(session, change.id));
  MYDOCKER_TRY(const auto spec, new_network(session, change.spec));
  auto changed = now;
  changed.options = spec.network.options;
  return add_change(session, now, changed, script);
}

Result<void> simulate_change(Session& session, const NetworkChange& change, plan::Script& script) {
  using Kind = NetworkChange::Kind;
  if (change.kind == Kind::remove || change.kind == Kind::remake)
    MYDOCKER_CHECK(simulate_removal(session, change.id, script));
  if (change.kind == Kind::create || change.kind == Kind::remake)
    MYDOCKER_CHECK(simulate_creation(session, change.spec, script));
  if (change.kind == Kind::update) MYDOCKER_CHECK(simulate_update(session, change, script));
  return {};
}

Result<std::string> simulate(Session& session, const std::vector<NetworkChange>& changes) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  // Starts the drivers before the transactions, so that no command waits.
  for (const auto& change : changes) {
    using Kind = NetworkChange::Kind;
    const bool makes = change.kind == Kind::create || change.kind == Kind::remake;
    if (makes) MYDOCKER_CHECK(session.driver(change.spec.driver));
  }
  // Both transactions are rolled back at the end.
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(const auto defined, definitions->begin());
  MYDOCKER_TRY(const auto state, open_state->state.begin());
  plan::Script script("applies the networks of a file");
  for (const auto& change : changes)
    MYDOCKER_CHECK(
        simulate_change(session, change, script).within("network " + base::quoted(change.name)));
  return script.text();
}

}  // namespace

Result<std::string> Runtime::simulate_changes(const std::vector<NetworkChange>& changes) {
  session_->begin(Access::preview);
  return simulate(*session_, changes);
}

}  // namespace mydocker::app
