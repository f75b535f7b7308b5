// Compares the plan of an active network or endpoint with the kernel.
#include <algorithm>

#include "runtime/apply/applier.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::apply {
namespace {

// Returns whether a handler has left the resource, or a part of it.
bool is_existing_custom(const Resource& resource, const base::Observation& found) {
  return resource.is<Custom>() && found.state == base::State::differs;
}

// Returns whether creating the resource again repairs it. This is true for an absent resource, a
// changed setting, and a set with missing elements. It is false for a resource of another program.
bool can_be_made(const Resource& resource, const base::Observation& found) {
  if (plan::is_adopted(resource)) return false;
  return found.state == base::State::absent || plan::is_shared(resource) ||
         resource.is<Loopback>() ||
         (plan::needs_firewall(resource) && found.state == base::State::differs);
}

// Returns whether a link of a container exists and is managed, but differs from its plan. For
// example, it is attached to no bridge. Only this container uses the link, so it can be recreated.
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

// Returns the link that has the BPF filters of the resource. Empty: the resource has no filters.
std::string link_with_filters(const Resource& resource) {
  if (const auto* isolation = resource.get_if<Isolation>()) return isolation->link;
  const auto* queue = resource.get_if<Queue>();
  return queue == nullptr ? std::string() : queue->ingress_of;
}

// Returns whether the resource has BPF filters on a link that is recreated. The new link has no
// filters yet.
bool is_on_new_link(const Resource& resource, const Drift& drift) {
  const auto link = link_with_filters(resource);
  return !link.empty() && std::ranges::any_of(drift.steps, [&link](const plan::Step& step) {
    return step.action == plan::Action::create &&
           plan::host_links(Plan({step.entry})).contains(link);
  });
}

// Returns whether the resource is an Isolation that exists, but whose link was replaced by another
// program. Its BPF filters are not added to a link of another program.
bool is_on_foreign_link(const Resource& resource, const base::Observation& found,
                        const std::set<std::string>& foreign) {
  const auto* isolation = resource.get_if<Isolation>();
  return isolation != nullptr && found.in_place &&
         plan::depends_on(Address{Place::host, isolation->link, {}}, foreign);
}

// Returns the settings net.ipv4.conf.LINK.forwarding of the links that the plan creates. They are
// checked only if the plan turns net.ipv4.ip_forward on. The kernel forwards a packet only if the
// setting of its incoming link is on. Another program can turn it off for one link.
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

Error missing_link(const Resource& resource, const std::string& link) {
  return Error(ErrorKind::not_found, plan::is_adopted(resource)
                                         ? describe(resource) + " of another program does not exist"
                                         : "interface " + base::quoted(link) + " does not exist: " +
                                               describe(resource) + " needs it")
      .hint("create it and run the same command again");
}

}  // namespace

// A resource on a lost link is lost too. A conflict does not stop the repair of the other
// resources. So the firewall is complete after the repair, even if links could not be repaired.
Result<Drift> Applier::detect_drift(const Plan& plan, const std::set<std::string>& lost) {
  Drift drift;
  Links links{lost, plan::own_links(plan)};
  for (const auto& entry : plan.entries()) MYDOCKER_CHECK(add_missing(entry, links, drift));
  for (const auto& entry : link_forwarding(plan)) MYDOCKER_CHECK(add_changed(entry, links, drift));
  const auto is_firewall = [](const plan::Step& step) {
    return step.action == plan::Action::create &&
           (step.entry.resource.is<Firewall>() || plan::needs_firewall(step.entry.resource));
  };
  std::stable_partition(drift.steps.begin(), drift.steps.end(), is_firewall);
  return drift;
}

// A link that does not exist has no setting, so there is nothing to add.
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
  if (!in_place) {
    drift.differences.push_back({resource, problem_of(now)});
    MYDOCKER_TRY(const bool possible, has_links_of_others(entry, links, drift));
    if (!possible) return {};
  }
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
    if (now.state == base::State::foreign) add_foreign(entry, links, drift);
    drift.conflicts.push_back(cannot_repair(resource, now));
  }
  return {};
}

// A resource may need a link of the host that its plan does not create, such as a parent. Returns
// whether this link exists. If not, adds a conflict, because nothing can be repaired without the
// link.
Result<bool> Applier::has_links_of_others(const PlanEntry& entry, Links& links, Drift& drift) {
  const auto name = plan::host_link_for(entry.resource);
  if (name.empty() || links.own.contains(plan::place_and_name(Place::host, name))) return true;
  MYDOCKER_TRY(const auto link, look_at(Link{.place = Place::host, .name = name}));
  if (link.state != base::State::absent) return true;
  links.foreign.insert(plan::place_and_name(Place::host, name));
  add_foreign(entry, links, drift);
  drift.conflicts.push_back(missing_link(entry.resource, name));
  return false;
}

// Records that the links of this plan entry belong to another program. Nothing is repaired on them.
void Applier::add_foreign(const PlanEntry& entry, Links& links, Drift& drift) {
  auto own = plan::own_links(Plan({entry}));
  drift.foreign_link = drift.foreign_link || !own.empty() || plan::is_adopted(entry.resource);
  links.foreign.merge(own);
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

}  // namespace mydocker::apply
