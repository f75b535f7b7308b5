#include "runtime/app/apply_network.hpp"

#include "runtime/app/driver_plans.hpp"
#include "runtime/app/parent_claims.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {

Result<void> apply_network(Parts& parts, const model::Network& network, std::int64_t work) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(const auto facts, network_facts(parts, network));
  MYDOCKER_TRY(const auto plan, network_plan(parts, network, facts));
  MYDOCKER_TRY(auto transaction, world->state.begin());
  MYDOCKER_CHECK(claim_parents(parts, plan, work));
  MYDOCKER_CHECK(world->state.keep_facts(work, facts));
  MYDOCKER_CHECK(transaction.commit());
  MYDOCKER_TRY(auto* kernel, parts.kernel(nullptr));
  apply::Applier applier(parts.site(network, *kernel, nullptr));
  MYDOCKER_CHECK(applier.carry_out(work, plan));
  return world->state.set_phase(work, store::Phase::active);
}

Result<std::string> network_script(Parts& parts, const model::Network& network) {
  MYDOCKER_TRY(const auto facts, network_facts(parts, network));
  MYDOCKER_TRY(const auto plan, network_plan(parts, network, facts));
  MYDOCKER_CHECK(check_parents(parts, plan));
  MYDOCKER_TRY(auto* kernel, parts.kernel(nullptr));
  apply::Applier applier(parts.site(network, *kernel, nullptr));
  MYDOCKER_TRY(const auto steps, applier.prepare(plan));
  plan::Script script("makes network \"" + network.name + "\"");
  script.create(steps, {});
  return script.text();
}

Result<store::Work> require_applied(Parts& parts, const model::Network& network) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto row, world->state.work_of(network.id));
  if (!row) {
    MYDOCKER_TRY(auto transaction, world->state.begin());
    MYDOCKER_TRY(row, world->state.work_of(network.id));
    if (!row) {
      MYDOCKER_TRY(const auto work,
                   world->state.begin_work(store::WorkKind::network, network.id, network.id));
      // As it is by now: whoever changes the definition finds the row from here on.
      MYDOCKER_TRY(const auto now, require_network(parts, network.id));
      MYDOCKER_CHECK(transaction.commit());
      if (auto applied = apply_network(parts, now, work); !applied.ok()) {
        if (applied.error().kind() != ErrorKind::unfinished)
          MYDOCKER_CHECK(world->state.end_work(work));
        return std::move(applied).error().within("put network \"" + network.name +
                                                 "\" into the kernel");
      }
      MYDOCKER_TRY(row, world->state.work_of(network.id));
    }
  }
  if (world->leftovers.contains(network.id)) return world->held(network.id);
  if (!row || row->phase != store::Phase::active) {
    return Error(ErrorKind::busy, "another command is changing network \"" + network.name + "\"")
        .hint("try again in a moment");
  }
  return *std::move(row);
}

}  // namespace mydocker::app
