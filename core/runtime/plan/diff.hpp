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

// What a change does with one entry of the plan.
enum class Action : std::uint8_t {
  keep,    // the resource exists already, and this plan does not change it
  create,  // this plan creates the resource, or sets its value
  update,  // the resource exists with other values, which are changed in place
};

// One step of a change. `entry` is a copy.
struct Step {
  PlanEntry entry;
  Action action = Action::create;
  std::string prior;   // only for a setting or an update: the value before the change
  bool holds = false;  // whether the stored plan has the resource, although the change keeps it
};

// Returns one step for each entry, in order. `observations` has one element for each entry. An
// error of kind already_exists: a resource exists and is neither a setting nor adopted. The message
// names what was found. The hint says what to do. An error of kind not_found: an adopted resource
// does not exist. An error of kind unsupported: the kernel lacks a sysctl.
Result<std::vector<Step>> diff(const Plan& plan,
                               const std::vector<base::Observation>& observations);

// Returns the part of the plan that is stored: the resources to remove later, and the adopted ones.
// Settings that already had the planned value are left out, unless the step holds them.
Plan plan_of(const std::vector<Step>& steps);

}  // namespace mydocker::plan
