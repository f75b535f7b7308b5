#include "runtime/app/planned_change.hpp"

#include "mydocker/documents.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependence.hpp"
#include "runtime/plan/part.hpp"

namespace mydocker::app {
namespace {

Error cannot_change(const model::Network& network, const Resource& resource) {
  return Error(ErrorKind::unsupported,
               describe(resource) + " cannot be changed while the network exists")
      .hint("make it anew: mydocker network export " + network.name +
            " > FILE, change the file, mydocker network apply -f FILE");
}

// One change of a set's element is all or nothing; of the same thing with other fields it is two.
Result<void> check_in_place(const model::Network& network, const PlannedChange& change) {
  for (const auto* plan : {&change.added, &change.removed})
    for (const auto& entry : plan->entries())
      if (!plan::needs_firewall(entry.resource)) return cannot_change(network, entry.resource);
  const auto both = plan::common(change.added, change.removed);
  if (!both.empty()) return cannot_change(network, both.entries().front().resource);
  return {};
}

Result<void> check_endpoints(Parts& parts, const model::Network& now, const model::Network& wish) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(const auto row, world->state.work_of(now.id));
  if (!row || row->plan.empty()) return {};
  MYDOCKER_TRY(const auto held, documents::decode_plan(row->plan));
  MYDOCKER_TRY(const auto endpoints, world->state.endpoints(now.id));
  for (const auto& endpoint : endpoints) {
    if (!apply::namespace_of(endpoint)) continue;
    MYDOCKER_TRY(const auto facts, kept_facts(parts, now, endpoint));
    MYDOCKER_TRY(const auto before, endpoint_plan(parts, copy_of(now, held), endpoint, facts));
    MYDOCKER_TRY(const auto after, endpoint_plan(parts, copy_of(wish, held), endpoint, facts));
    const auto changed = plan::joined(plan::without(after, before), plan::without(before, after));
    if (changed.empty()) continue;
    return Error(ErrorKind::in_use, "that would change " +
                                        describe(changed.entries().front().resource) +
                                        " of container " + base::quoted(endpoint.container))
        .hint("disconnect it first, and connect it again afterwards: mydocker network disconnect " +
              now.name + " " + endpoint.container);
  }
  return {};
}

}  // namespace

Result<apply::Site> site_of(Parts& parts, const model::Network& network, const store::Work& row) {
  MYDOCKER_TRY(auto* kernel, parts.kernel(nullptr));
  auto site = parts.site(network, *kernel, nullptr);
  if (row.plan.empty()) return site;
  MYDOCKER_TRY(const auto own, documents::decode_plan(row.plan));
  site.has_firewall = plan::has_firewall(own);
  return site;
}

store::NetworkCopy copy_of(const model::Network& network, const Plan& held) {
  return {network, plan::host_links(held), plan::has_firewall(held)};
}

// Where only labels differ no driver is asked: it may be gone.
Result<PlannedChange> plan_change(Parts& parts, const model::Network& now,
                                  const model::Network& wish) {
  if (now.options == wish.options) return PlannedChange{};
  MYDOCKER_TRY(const auto facts_now, network_facts(parts, now));
  MYDOCKER_TRY(const auto before, network_plan(parts, now, facts_now));
  MYDOCKER_TRY(const auto facts_then, network_facts(parts, wish));
  MYDOCKER_TRY(const auto after, network_plan(parts, wish, facts_then));
  PlannedChange change{plan::without(after, before), plan::without(before, after)};
  MYDOCKER_CHECK(check_in_place(now, change));
  MYDOCKER_CHECK(check_endpoints(parts, now, wish));
  return change;
}

Result<void> add_change(Parts& parts, const model::Network& now, const model::Network& wish,
                        plan::Script& script) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(const auto change, plan_change(parts, now, wish));
  MYDOCKER_TRY(const auto row, world->state.work_of(now.id));
  if (!row) return {};
  MYDOCKER_TRY(const auto site, site_of(parts, now, *row));
  apply::Applier applier(site);
  MYDOCKER_TRY(const auto steps, applier.prepare(change.added));
  script.create(steps, {});
  store::Work removed;
  removed.plan = documents::encode(change.removed);
  MYDOCKER_TRY(const auto lines, applier.removal_lines(removed));
  for (const auto& line : lines) script.add(line.why, line.command);
  return {};
}

}  // namespace mydocker::app
