#include "mydocker/documents.hpp"
#include "runtime/app/creation.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/planned_change.hpp"
#include "runtime/app/removal.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependence.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

// What the row holds, and nobody else, is gone from now on.
Result<void> forget(Parts& parts, const store::Work& work) {
  MYDOCKER_TRY(auto* world, parts.world());
  if (work.plan.empty()) return {};
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work.plan));
  const auto links = plan::own_links(plan);
  for (const auto& entry : plan.entries()) {
    if (entry.lifetime == Lifetime::host) continue;
    store::Shared shared;
    if (plan::is_shared(entry.resource) && !plan::stands_on(entry.resource, links)) {
      MYDOCKER_TRY(shared, world->state.shared(identity_of(entry.resource), work.id));
    }
    if (!shared.others) parts.rehearsal->took_away(entry.resource, shared.prior);
  }
  return {};
}

Result<void> rehearse_removal(Parts& parts, const std::string& id, plan::Script& script) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(const auto network, require_network(parts, id));
  MYDOCKER_TRY(const auto row, world->state.work_of(network.id));
  if (row) {
    MYDOCKER_TRY(auto* kernel, parts.kernel(nullptr));
    Removal removal(*world, parts.site(network, *kernel, nullptr));
    MYDOCKER_TRY(const auto lines, removal.lines(network.id));
    for (const auto& line : lines) script.add(line.why, line.command);
    MYDOCKER_CHECK(forget(parts, *row));
    MYDOCKER_CHECK(world->state.end_work(row->id));
  }
  parts.rehearsal->took_away(network);
  MYDOCKER_TRY(auto* definitions, parts.definitions());
  return definitions->remove_network(network.id);
}

Result<void> rehearse_creation(Parts& parts, const CreateNetworkRequest& request,
                               plan::Script& script) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto wish, network_wish(parts, request));
  MYDOCKER_CHECK(reserve_network(parts, wish));
  const auto& network = wish.network;
  MYDOCKER_TRY(auto* definitions, parts.definitions());
  MYDOCKER_CHECK(definitions->commit_network(network.id));
  MYDOCKER_TRY(const auto facts, network_facts(parts, network));
  MYDOCKER_TRY(const auto plan, network_plan(parts, network, facts));
  MYDOCKER_TRY(const auto work,
               world->state.begin_work(store::WorkKind::network, network.id, network.id));
  MYDOCKER_TRY(auto* kernel, parts.kernel(nullptr));
  apply::Applier applier(parts.site(network, *kernel, nullptr));
  MYDOCKER_TRY(const auto steps, applier.intend(work, plan));
  MYDOCKER_CHECK(world->state.set_phase(work, store::Phase::active));
  script.create(steps, {});
  parts.rehearsal->made(steps);
  return {};
}

Result<void> rehearse_update(Parts& parts, const NetworkChange& change, plan::Script& script) {
  MYDOCKER_TRY(const auto now, require_network(parts, change.id));
  MYDOCKER_TRY(const auto wish, network_wish(parts, change.wish));
  auto changed = now;
  changed.options = wish.network.options;
  return add_change(parts, now, changed, script);
}

Result<void> rehearse_change(Parts& parts, const NetworkChange& change, plan::Script& script) {
  using Kind = NetworkChange::Kind;
  if (change.kind == Kind::remove || change.kind == Kind::remake)
    MYDOCKER_CHECK(rehearse_removal(parts, change.id, script));
  if (change.kind == Kind::create || change.kind == Kind::remake)
    MYDOCKER_CHECK(rehearse_creation(parts, change.wish, script));
  if (change.kind == Kind::update) MYDOCKER_CHECK(rehearse_update(parts, change, script));
  return {};
}

Result<std::string> rehearse(Parts& parts, const std::vector<NetworkChange>& changes) {
  MYDOCKER_TRY(auto* world, parts.world());
  // Not while others wait for the transactions.
  for (const auto& change : changes) {
    using Kind = NetworkChange::Kind;
    const bool makes = change.kind == Kind::create || change.kind == Kind::remake;
    if (makes) MYDOCKER_CHECK(parts.driver(change.wish.driver));
  }
  // Both are given up in the end.
  MYDOCKER_TRY(auto* definitions, parts.definitions());
  MYDOCKER_TRY(const auto defined, definitions->begin());
  MYDOCKER_TRY(const auto state, world->state.begin());
  plan::Script script("makes the networks of a file true");
  for (const auto& change : changes)
    MYDOCKER_CHECK(
        rehearse_change(parts, change, script).within("network " + base::quoted(change.name)));
  return script.text();
}

}  // namespace

Result<std::string> Runtime::rehearse_changes(const std::vector<NetworkChange>& changes) {
  parts_->rehearsal = std::make_unique<Rehearsal>();
  auto script = rehearse(*parts_, changes);
  parts_->rehearsal.reset();
  return script;
}

}  // namespace mydocker::app
