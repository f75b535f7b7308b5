// Recreates resources that the kernel has lost.
#include <algorithm>

#include "runtime/apply/applier.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/step_text.hpp"

namespace mydocker::apply {

Result<void> Applier::remove(const std::vector<Resource>& links) {
  for (const auto& link : links)
    MYDOCKER_CHECK(do_step({.what = plan::remove_text(link, {}),
                            .why = describe(link) + " differs from its plan: recreate it",
                            .command = plan::destroy_line(link, {}, execution_.shell())},
                           &Applier::destroy, link));
  return {};
}

// Records again that the journal entry needs the shared resources, because the failed removal has
// released them.
Result<void> Applier::reacquire_shared(std::int64_t entry_id, const Plan& plan) {
  const auto links = plan::own_links(plan);
  for (const auto& entry : plan.entries()) {
    if (!plan::is_shared(entry.resource) || plan::depends_on(entry.resource, links)) continue;
    if (place_of(entry.resource) == Place::container && execution_.container == nullptr) continue;
    MYDOCKER_TRY(const auto now, look_at(entry.resource));
    MYDOCKER_TRY(auto transaction, execution_.state.begin());
    MYDOCKER_CHECK(execution_.state.acquire(shared_identity(entry.resource), entry_id, now.value));
    MYDOCKER_CHECK(transaction.commit());
  }
  return {};
}

Result<std::vector<Resource>> Applier::active_rules() {
  MYDOCKER_TRY(const auto entries, execution_.state.active_entries());
  std::vector<Resource> rules;
  for (const auto& entry : entries)
    for (const auto& [resource, why, lifetime] : entry.plan.entries())
      if (plan::needs_firewall(resource)) rules.push_back(resource);
  return rules;
}

Result<bool> Applier::restore_firewall() {
  MYDOCKER_TRY(const auto tables, look_at(Firewall{}));
  if (tables.state == base::State::matches || tables.state == base::State::foreign) return false;
  MYDOCKER_TRY(const auto rules, active_rules());
  MYDOCKER_TRY(const auto transit, transit_rules());
  if (rules.empty() && transit.empty()) return false;
  MYDOCKER_CHECK(begin_step());
  execution_.log.step({.what = "restore " + describe(Firewall{}),
                       .why = kRestoreFirewallReason,
                       .command = plan::restore_firewall_line(rules, transit)});
  auto restored = execution_.kernel.restore_firewall(rules, transit).within("restore the firewall");
  if (!restored.ok()) MYDOCKER_CHECK(check_restored(std::move(restored).error()));
  execution_.faults.after_step();
  return true;
}

// Completes the firewall tables before steps that add rules, because rules have no effect in
// incomplete tables. If there are no tables at all, the first of these steps fails.
Result<void> Applier::complete_firewall(const std::vector<plan::Step>& steps) {
  const auto adds_rule = [](const plan::Step& step) {
    return step.action == plan::Action::create && plan::needs_firewall(step.entry.resource);
  };
  if (!execution_.has_firewall || std::ranges::none_of(steps, adds_rule)) return {};
  return restore_changed_firewall();
}

Result<void> Applier::restore_changed_firewall() {
  MYDOCKER_TRY(const auto drift, execution_.kernel.firewall_drift());
  if (drift.empty()) return {};
  MYDOCKER_CHECK(restore_firewall());
  return {};
}

// Returns success if the firewall tables are complete now, otherwise `error`. The kernel may have
// applied the transaction although its reply was lost.
Result<void> Applier::check_restored(Error error) {
  MYDOCKER_TRY(const auto now, look_at(Firewall{}));
  return now.state == base::State::matches ? Result<void>() : Result<void>(std::move(error));
}

Result<void> Applier::replace_firewall() {
  MYDOCKER_TRY(const auto rules, active_rules());
  MYDOCKER_TRY(const auto transit, transit_rules());
  MYDOCKER_CHECK(begin_step());
  execution_.log.step({.what = "replace " + describe(Firewall{}),
                       .why = kRestoreFirewallReason,
                       .command = plan::replace_firewall_line(rules, transit)});
  MYDOCKER_CHECK(execution_.kernel.replace_firewall(rules, transit).within("replace the firewall"));
  execution_.faults.after_step();
  return {};
}

Result<Plan> Applier::adopt(std::int64_t entry_id, const Plan& desired) {
  auto complete = with_core_resources(desired);
  const auto new_links = plan::own_links(complete);
  for (const auto& entry : complete.entries()) {
    if (!plan::is_shared(entry.resource) || plan::depends_on(entry.resource, new_links)) continue;
    MYDOCKER_TRY(const auto now, look_at(entry.resource));
    MYDOCKER_CHECK(execution_.state.acquire(shared_identity(entry.resource), entry_id, now.value));
  }
  MYDOCKER_CHECK(execution_.state.write_plan(entry_id, complete));
  return complete;
}

Result<std::vector<Unrepaired>> Applier::repair(const std::vector<plan::Step>& steps) {
  for (const auto& step : steps) {
    const auto& resource = step.entry.resource;
    // If some set elements of the resource still exist, they are removed first.
    if (step.action == plan::Action::create && plan::needs_firewall(resource))
      MYDOCKER_CHECK(execution_.kernel.destroy(resource));
    const auto* sysctl = resource.get_if<Sysctl>();
    if (sysctl != nullptr) MYDOCKER_CHECK(renew_prior(*sysctl, step));
  }
  std::vector<Unrepaired> failed;
  MYDOCKER_CHECK(do_steps(steps, &plan::restore_line, &failed));
  MYDOCKER_CHECK(check_repaired(steps, failed));
  return failed;
}

}  // namespace mydocker::apply
