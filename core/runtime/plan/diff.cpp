#include "runtime/plan/diff.hpp"

#include "runtime/plan/dependencies.hpp"

namespace mydocker::plan {
namespace {

// Returns whether the resource is a setting. A plan may change a setting that exists already. A
// resource that is no setting must not exist before its creation.
bool is_setting(const Resource& resource) {
  return resource.is<Sysctl>() || resource.is<Loopback>() || resource.is<Firewall>();
}

Error conflict(const Resource& resource, const base::Observation& found) {
  auto text = describe(resource) + " already exists";
  if (!found.detail.empty()) text += " (" + found.detail + ")";
  return Error(ErrorKind::already_exists, std::move(text))
      .hint(found.state == base::State::foreign
                ? "mydocker did not create it, so mydocker does not change it: choose another "
                  "name, or remove it"
                : "a network of mydocker uses it: choose another name; objects that belong to no "
                  "network are listed by: mydocker network gc");
}

Result<Step> step_for(const PlanEntry& entry, const base::Observation& found) {
  if (found.state == base::State::just_created) return Step{entry, Action::keep, {}, true};
  if (is_adopted(entry.resource)) {
    if (found.state == base::State::matches) return Step{entry, Action::keep, {}};
    return Error(ErrorKind::not_found, describe(entry.resource) + " does not exist" +
                                           (found.detail.empty() ? "" : ": " + found.detail));
  }
  if (is_setting(entry.resource)) {
    if (found.state == base::State::matches) return Step{entry, Action::keep, found.value};
    if (found.state == base::State::absent && entry.resource.is<Sysctl>()) {
      return Error(ErrorKind::unsupported,
                   "this kernel does not support " + describe(entry.resource));
    }
    return Step{entry, Action::create, found.value};
  }
  if (found.state == base::State::unknown || found.state == base::State::absent) {
    return Step{entry, Action::create, {}};
  }
  return conflict(entry.resource, found);
}

}  // namespace

Result<std::vector<Step>> diff(const Plan& plan,
                               const std::vector<base::Observation>& observations) {
  std::vector<Step> steps;
  steps.reserve(plan.entries().size());
  for (std::size_t i = 0; i < plan.entries().size(); ++i) {
    MYDOCKER_TRY(auto step, step_for(plan.entries()[i], observations[i]));
    steps.push_back(std::move(step));
  }
  return steps;
}

Plan plan_of(const std::vector<Step>& steps) {
  Plan plan;
  for (const auto& step : steps) {
    if (step.action == Action::keep && !step.holds && !is_adopted(step.entry.resource)) continue;
    plan.ensure(step.entry.resource, step.entry.why, step.entry.lifetime);
  }
  return plan;
}

}  // namespace mydocker::plan
