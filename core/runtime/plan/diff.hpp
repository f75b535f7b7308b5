// Compares a plan with the kernel and returns the steps that create everything in the plan.
//
// Main entry point: diff(). Example:
//   MYDOCKER_TRY(auto steps, diff(plan, findings));
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"

namespace mydocker::plan {

// The state of one resource of a plan in the kernel.
enum class State : std::uint8_t {
  unknown,  // not looked up: this plan creates the link that it depends on
  absent,   // does not exist
  matches,  // exists exactly as planned
  differs,  // exists with other values; a link has the marks of mydocker
  foreign,  // not created by mydocker
};

// The result of looking up one resource. The fields are independent of the resource's kind.
struct Finding {
  State state = State::unknown;
  std::string detail;     // for messages: what was found
  std::string value;      // of a sysctl: the current value
  bool in_place = false;  // of `differs`: Kernel::update() can change it to the planned values
};

// What a change does with one entry of the plan.
enum class Action : std::uint8_t {
  keep,    // exists already: this plan does not change it
  create,  // this plan creates it, or sets its value
  update,  // it exists with other values, which are changed in place
};

// One step of a change. `entry` is a copy.
struct Step {
  PlanEntry entry;
  Action action = Action::create;
  std::string prior;   // of a setting or an update: the value before the change
  bool holds = false;  // this plan is stored as a user of the shared resource
};

// Returns one step for each entry, in order. `findings` has one element for each entry.
// An error of kind already_exists: a resource exists and is neither a setting nor adopted. The
// message names what was found and the hint says what to do. An error of kind not_found: an adopted
// resource does not exist. An error of kind unsupported: the kernel lacks a sysctl.
Result<std::vector<Step>> diff(const Plan& plan, const std::vector<Finding>& findings);

// The part of the plan that is stored: the resources to remove later, and the adopted ones.
// Settings that already had the planned value are left out, unless the step holds them.
Plan plan_of(const std::vector<Step>& steps);

}  // namespace mydocker::plan
