#include "runtime/plan/diff.hpp"

#include "runtime/plan/dependencies.hpp"

namespace mydocker::plan {
namespace {

// The plan changes the value of a setting that exists. All other resources must not exist before.
bool is_setting(const Resource& resource) {
  return resource.is<Sysctl>() || resource.is<Loopback>() || resource.is<Firewall>();
}

Error conflict(const Resource& resource, const Finding& finding) {
  auto text = describe(resource) + " already exists";
  if (!finding.detail.empty()) text += " (" + finding.detail + ")";
  return Error(ErrorKind::already_exists, std::move(text))
      .hint(finding.state == State::foreign
                ? "mydocker did not create it and does not change it: choose another name, or "
                  "remove it"
                : "a network of mydocker uses it: choose another name; objects that belong to no "
                  "network are listed by: mydocker network gc");
}

Result<Step> step_for(const PlanEntry& entry, const Finding& finding) {
  if (is_adopted(entry.resource)) {
    if (finding.state == State::matches) return Step{entry, Action::keep, {}};
    return Error(ErrorKind::not_found, describe(entry.resource) + " does not exist" +
                                           (finding.detail.empty() ? "" : ": " + finding.detail));
  }
  if (is_setting(entry.resource)) {
    if (finding.state == State::matches) return Step{entry, Action::keep, finding.value};
    if (finding.state == State::absent && entry.resource.is<Sysctl>()) {
      return Error(ErrorKind::unsupported,
                   "this kernel does not support " + describe(entry.resource));
    }
    return Step{entry, Action::create, finding.value};
  }
  if (finding.state == State::unknown || finding.state == State::absent) {
    return Step{entry, Action::create, {}};
  }
  return conflict(entry.resource, finding);
}

}  // namespace

Result<std::vector<Step>> diff(const Plan& plan, const std::vector<Finding>& findings) {
  std::vector<Step> steps;
  steps.reserve(plan.entries().size());
  for (std::size_t i = 0; i < plan.entries().size(); ++i) {
    MYDOCKER_TRY(auto step, step_for(plan.entries()[i], findings[i]));
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
