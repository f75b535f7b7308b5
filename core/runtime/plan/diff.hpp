// Compares a plan with the kernel and returns the steps that create everything in the plan.
//
// Main entry point: diff(). Example:
//   MYDOCKER_TRY(auto steps, diff(plan, observations));
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"
#include "runtime/base/observation.hpp"

namespace mydocker::plan {

// What a change does with the resource of one plan entry.
enum class Action : std::uint8_t {
  keep,    // the resource exists already, and this plan does not change it
  create,  // this plan creates the resource, or sets its value
  update,  // the resource exists with other values, which are changed in place
};

// One step of a change. `entry` is a copy of the plan entry.
struct Step {
  PlanEntry entry;
  Action action = Action::create;
  std::string prior;   // only for a setting or an update: the value in the kernel before the change
  bool holds = false;  // whether a stored plan needs the resource, although this change keeps it
};

// Returns one step for each plan entry, in the same order. `observations` has one element for each
// entry. Errors:
// - already_exists: a resource exists and is neither a setting nor adopted. The message names what
//   was found. The hint says what to do.
// - not_found: an adopted resource does not exist.
// - unsupported: the kernel lacks a sysctl.
Result<std::vector<Step>> diff(const Plan& plan,
                               const std::vector<base::Observation>& observations);

// Returns the part of the plan that is stored: the resources to remove later, and the adopted ones.
// A setting that already had the planned value is left out, unless Step::holds is true.
Plan plan_of(const std::vector<Step>& steps);

}  // namespace mydocker::plan
