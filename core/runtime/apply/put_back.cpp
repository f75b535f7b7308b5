// What should be there and is not, made again.
#include <algorithm>

#include "mydocker/documents.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/plan/dependence.hpp"

namespace mydocker::apply {
namespace {

// A driver's handler says only whether its things exist.
bool is_in_place(const Resource& resource, const plan::Finding& finding) {
  return finding.found == plan::Found::as_wished ||
         (std::holds_alternative<Custom>(resource) && finding.found == plan::Found::otherwise);
}

// Whether making it again would do: it is gone, or a setting that says something else, or consists
// of elements of which some are gone.
bool can_be_made(const Resource& resource, const plan::Finding& finding) {
  return finding.found == plan::Found::absent || plan::is_shared(resource) ||
         std::holds_alternative<Loopback>(resource) ||
         (plan::needs_firewall(resource) && finding.found == plan::Found::otherwise);
}

// A container's own link that is there and ours but not as described: in no bridge any more, say.
// Nothing but this container stands on it.
bool is_changed(const Resource& resource, const plan::Finding& finding,
                const std::set<std::string>& lost) {
  const auto* veth = std::get_if<Veth>(&resource);
  const bool loses_bridge =
      veth != nullptr && lost.contains(veth->master) && finding.found == plan::Found::as_wished;
  return loses_bridge || (finding.found == plan::Found::otherwise &&
                          (veth != nullptr || std::holds_alternative<Macvlan>(resource)));
}

Error not_ours_to_mend(const Resource& resource, const plan::Finding& finding) {
  auto text = describe(resource) + " is not as it should be";
  if (!finding.detail.empty()) text += " (" + finding.detail + ")";
  return Error(ErrorKind::already_exists, std::move(text))
      .hint("remove it and run the same command again");
}

}  // namespace

// What stands on a link that is gone is found to be gone too. One thing that is in the way holds up
// no other: above all the firewall is whole again, whatever has become of the links.
Result<Lack> Applier::missing(const store::Work& work, const std::set<std::string>& lost) {
  Lack lack;
  if (work.plan.empty()) return lack;
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work.plan));
  Links links{lost};
  for (const auto& entry : plan.entries()) MYDOCKER_CHECK(add_missing(entry, links, lack));
  const auto is_firewall = [](const plan::Step& step) {
    return std::holds_alternative<Firewall>(step.entry.resource) ||
           plan::needs_firewall(step.entry.resource);
  };
  std::stable_partition(lack.steps.begin(), lack.steps.end(), is_firewall);
  return lack;
}

Result<void> Applier::add_missing(const PlanEntry& entry, Links& links, Lack& lack) {
  const auto& resource = entry.resource;
  if (place_of(resource) == Place::container && site_.container == nullptr) return {};
  if (plan::stands_on(resource, links.foreign)) return {};  // not on somebody else's link
  MYDOCKER_TRY(const auto now, look_at(resource));
  const bool in_place = is_in_place(resource, now);
  if (is_changed(resource, now, links.lost)) {
    lack.changed.push_back(resource);
    links.made_anew.merge(plan::own_links(Plan({entry})));
    lack.steps.push_back({entry, plan::Action::create, {}});
  } else if (plan::stands_on(resource, links.made_anew) ||
             (!in_place && can_be_made(resource, now))) {
    lack.steps.push_back({entry, plan::Action::create, {}});
  } else if (!in_place) {
    if (now.found == plan::Found::foreign) links.foreign.merge(plan::own_links(Plan({entry})));
    lack.foreign_link = !links.foreign.empty();
    lack.in_the_way.push_back(not_ours_to_mend(resource, now));
  }
  return {};
}

Result<void> Applier::remove(const std::vector<Resource>& links) {
  for (const auto& link : links)
    MYDOCKER_CHECK(do_step(describe(link) + " is not as it should be: it is made anew",
                           plan::destroy_line(link, {}, site_.shell()), &Applier::destroy, link));
  return {};
}

Result<std::optional<plan::Step>> Applier::missing_step(const PlanEntry& entry) {
  using Found = std::optional<plan::Step>;
  if (place_of(entry.resource) == Place::container && site_.container == nullptr) return Found();
  MYDOCKER_TRY(const auto now, look_at(entry.resource));
  if (is_in_place(entry.resource, now)) return Found();
  if (!can_be_made(entry.resource, now)) return not_ours_to_mend(entry.resource, now);
  return Found(plan::Step{entry, plan::Action::create, {}});
}

// Whoever was the last has let the shared things go.
Result<void> Applier::hold_again(const store::Work& work) {
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work.plan));
  const auto links = plan::own_links(plan);
  for (const auto& entry : plan.entries()) {
    if (!plan::is_shared(entry.resource) || plan::stands_on(entry.resource, links)) continue;
    if (place_of(entry.resource) == Place::container && site_.container == nullptr) continue;
    MYDOCKER_TRY(const auto now, look_at(entry.resource));
    MYDOCKER_TRY(auto transaction, site_.state.begin());
    MYDOCKER_CHECK(site_.state.hold(shared_identity(entry.resource), work.id, now.value));
    MYDOCKER_CHECK(transaction.commit());
  }
  return {};
}

Result<void> Applier::restore(const std::vector<plan::Step>& steps) {
  for (const auto& step : steps) {
    const auto& resource = step.entry.resource;
    // What is left of its elements goes first.
    if (plan::needs_firewall(resource)) MYDOCKER_CHECK(site_.kernel.destroy(resource));
  }
  return do_steps(steps);
}

}  // namespace mydocker::apply
