// Recreates resources that the kernel has lost.
#include <algorithm>

#include "runtime/apply/applier.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/step_text.hpp"

namespace mydocker::apply {
namespace {

// Returns whether a handler has left the resource, or a part of it.
bool is_existing_custom(const Resource& resource, const base::Observation& found) {
  return resource.is<Custom>() && found.state == base::State::differs;
}

// Returns whether creating the resource again repairs it. This is true for an absent resource, a
// changed setting, and a set with missing elements.
bool can_be_made(const Resource& resource, const base::Observation& found) {
  return found.state == base::State::absent || plan::is_shared(resource) ||
         resource.is<Loopback>() ||
         (plan::needs_firewall(resource) && found.state == base::State::differs);
}

// Returns whether a container's link exists and is managed, but differs from its plan. For example,
// it is in no bridge. Only this container uses it, so it can be recreated.
bool is_changed(const Resource& resource, const base::Observation& found,
                const std::set<std::string>& lost) {
  const auto* veth = resource.get_if<Veth>();
  const bool loses_bridge =
      veth != nullptr && lost.contains(veth->master) && found.state == base::State::matches;
  return loses_bridge || (found.state == base::State::differs &&
                          (veth != nullptr || resource.is<Macvlan>() || resource.is<Link>()));
}

std::string problem_of(const base::Observation& found) {
  if (found.state == base::State::absent) return "missing";
  std::string text = found.state == base::State::foreign ? "belongs to another program" : "differs";
  return found.detail.empty() ? text : text + ": " + found.detail;
}

// Returns the link on which the resource has filters. Empty: the resource has no filters.
std::string link_with_filters(const Resource& resource) {
  if (const auto* isolation = resource.get_if<Isolation>()) return isolation->link;
  const auto* queue = resource.get_if<Queue>();
  return queue == nullptr ? std::string() : queue->ingress_of;
}

// Returns whether a link with filters of the resource is created again. The new link has no filters
// yet.
bool is_on_new_link(const Resource& resource, const Drift& drift) {
  const auto link = link_with_filters(resource);
  return !link.empty() && std::ranges::any_of(drift.steps, [&link](const plan::Step& step) {
    return step.action == plan::Action::create &&
           plan::host_links(Plan({step.entry})).contains(link);
  });
}

// Returns whether the resource is an isolation that exists, but not on this link: another program
// has replaced the link. Its filters are not added to a foreign link.
bool is_on_foreign_link(const Resource& resource, const base::Observation& found,
                        const std::set<std::string>& foreign) {
  const auto* isolation = resource.get_if<Isolation>();
  return isolation != nullptr && found.in_place &&
         plan::depends_on(Address{Place::host, isolation->link, {}}, foreign);
}

// Returns the forwarding settings of the plan's own links. A plan that turns IPv4 forwarding on
// needs it for packets from these links. The kernel reads only the setting of the incoming link. A
// link can lose the value of the switch.
std::vector<PlanEntry> link_forwarding(const Plan& plan) {
  const Sysctl ipv4{Place::host, "net/ipv4/ip_forward", "1"};
  const auto is_switch = [&](const PlanEntry& entry) { return entry.resource == Resource(ipv4); };
  std::vector<PlanEntry> settings;
  if (std::ranges::none_of(plan.entries(), is_switch)) return settings;
  for (const auto& link : plan::host_links(plan))
    settings.push_back(
        {Sysctl{Place::host, base::forwarding_folder(ipv4.name) + link + "/forwarding", "1"},
         "the host forwards the packets of the containers",
         {}});
  return settings;
}

std::string repair_reason(const Resource& resource, const base::Observation& found) {
  const auto text = describe(resource) + " differs from its plan";
  return found.detail.empty() ? text : text + ": " + found.detail;
}

Error cannot_repair(const Resource& resource, const base::Observation& found) {
  auto text = describe(resource) + " differs from its plan";
  if (!found.detail.empty()) text += " (" + found.detail + ")";
  return Error(ErrorKind::already_exists, std::move(text))
      .hint("remove it and run the same command again");
}

}  // namespace

// Compares a plan with the kernel. Resources that depend on a lost link are lost too. A conflict
// does not stop the repair of other resources. So the firewall is complete after the repair, also
// if links could not be repaired.
Result<Drift> Applier::detect_drift(const Plan& plan, const std::set<std::string>& lost) {
  Drift drift;
  Links links{lost};
  for (const auto& entry : plan.entries()) MYDOCKER_CHECK(add_missing(entry, links, drift));
  for (const auto& entry : link_forwarding(plan)) MYDOCKER_CHECK(add_changed(entry, links, drift));
  const auto is_firewall = [](const plan::Step& step) {
    return step.action == plan::Action::create &&
           (step.entry.resource.is<Firewall>() || plan::needs_firewall(step.entry.resource));
  };
  std::stable_partition(drift.steps.begin(), drift.steps.end(), is_firewall);
  return drift;
}

// Adds a changed setting. If its link does not exist, there is no setting.
Result<void> Applier::add_changed(const PlanEntry& setting, Links& links, Drift& drift) {
  MYDOCKER_TRY(const auto now, look_at(setting.resource));
  return now.state == base::State::differs ? add_missing(setting, links, drift) : Result<void>();
}

Result<void> Applier::add_missing(const PlanEntry& entry, Links& links, Drift& drift) {
  const auto& resource = entry.resource;
  if (place_of(resource) == Place::container && execution_.container == nullptr) return {};
  // Nothing is repaired on a foreign link.
  if (plan::depends_on(resource, links.foreign)) return {};
  const auto* custom = resource.get_if<Custom>();
  const auto seen = custom == nullptr ? look_at(resource) : look_at_custom(*custom);
  if (!seen.ok() && custom != nullptr) {
    drift.differences.push_back({resource, "cannot be checked: " + seen.error().message()});
    drift.conflicts.push_back(Error(seen.error()).within("check " + describe(resource)));
    return {};
  }
  MYDOCKER_TRY(const auto now, seen);
  if (is_on_foreign_link(resource, now, links.foreign)) return {};
  const bool in_place = now.state == base::State::matches;
  if (!in_place) drift.differences.push_back({resource, problem_of(now)});
  if (is_on_new_link(resource, drift)) {
    drift.steps.push_back({entry, plan::Action::update, {}});
  } else if (now.state == base::State::differs && now.in_place &&
             !plan::depends_on(resource, links.recreated)) {
    drift.steps.push_back({{resource, repair_reason(resource, now), entry.lifetime},
                           plan::Action::update,
                           now.value});
  } else if (is_changed(resource, now, links.lost)) {
    drift.changed.push_back(resource);
    links.recreated.merge(plan::own_links(Plan({entry})));
    drift.steps.push_back({entry, plan::Action::create, {}});
  } else if (plan::depends_on(resource, links.recreated) ||
             (!in_place && can_be_made(resource, now))) {
    drift.steps.push_back({entry, plan::Action::create, now.value});
  } else if (!in_place) {
    if (now.state == base::State::foreign) links.foreign.merge(plan::own_links(Plan({entry})));
    drift.foreign_link = !links.foreign.empty();
    drift.conflicts.push_back(cannot_repair(resource, now));
  }
  return {};
}

Result<void> Applier::remove(const std::vector<Resource>& links) {
  for (const auto& link : links)
    MYDOCKER_CHECK(do_step({.what = plan::remove_text(link, {}),
                            .why = describe(link) + " differs from its plan: recreate it",
                            .command = plan::destroy_line(link, {}, execution_.shell())},
                           &Applier::destroy, link));
  return {};
}

Result<std::optional<plan::Step>> Applier::missing_step(const PlanEntry& entry) {
  using Found = std::optional<plan::Step>;
  if (place_of(entry.resource) == Place::container && execution_.container == nullptr)
    return Found();
  MYDOCKER_TRY(const auto now, look_at(entry.resource));
  if (now.state == base::State::matches || is_existing_custom(entry.resource, now)) return Found();
  if (!can_be_made(entry.resource, now)) return cannot_repair(entry.resource, now);
  return Found(plan::Step{entry, plan::Action::create, {}});
}

// Acquires the shared resources again, because the removal released them.
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
  if (rules.empty()) return false;
  MYDOCKER_TRY(const auto transit, transit_rules());
  MYDOCKER_CHECK(begin_step());
  execution_.log.step({.what = "restore " + describe(Firewall{}),
                       .why = kRestoreFirewallReason,
                       .command = plan::restore_firewall_line(rules, transit)});
  auto restored = execution_.kernel.restore_firewall(rules, transit).within("restore the firewall");
  if (!restored.ok()) MYDOCKER_CHECK(check_restored(std::move(restored).error()));
  execution_.faults.after_step();
  return true;
}

// Completes the tables before the steps, because rules have no effect in incomplete tables. If
// there are no tables, the first of these steps fails.
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

// Checks whether the tables were restored. The kernel may have applied the transaction although its
// reply was lost.
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

Result<void> Applier::repair(const std::vector<plan::Step>& steps) {
  for (const auto& step : steps) {
    const auto& resource = step.entry.resource;
    // Elements that remain from before are removed first.
    if (step.action == plan::Action::create && plan::needs_firewall(resource))
      MYDOCKER_CHECK(execution_.kernel.destroy(resource));
    const auto* sysctl = resource.get_if<Sysctl>();
    if (sysctl != nullptr) MYDOCKER_CHECK(renew_prior(*sysctl, step));
  }
  MYDOCKER_CHECK(do_steps(steps, &plan::restore_line));
  return check_repaired(steps);
}

}  // namespace mydocker::apply
