// Plan x observed -> steps: what has to be done so that everything in the plan exists.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"

namespace mydocker::plan {

// What was found where an entry of the plan shall be.
enum class State : std::uint8_t {
  unknown,  // not looked for: it stands on a link that this plan makes
  absent,   // nothing
  matches,  // exactly this
  differs,  // ours, but different
  foreign,  // not created by mydocker
};

struct Finding {
  State state = State::unknown;
  std::string detail;  // what was found, in words
  std::string value;   // of a sysctl: what it holds
};

enum class Action : std::uint8_t {
  keep,    // is there; nothing to do, and nothing of ours to take away
  create,  // is made, or set, by this plan
};

struct Step {
  PlanEntry entry;
  Action action = Action::create;
  std::string prior;   // of a setting: the value before
  bool holds = false;  // kept, but others of ours made it so, and we need it as well
};

// One step for each entry, in order. `findings` has one element for each entry. Whatever is there
// already and is not merely a setting or adopted is a conflict: already_exists, said with what was
// found and what to do.
Result<std::vector<Step>> diff(const Plan& plan, const std::vector<Finding>& findings);

// The part of the plan that is remembered: what has to be taken away again some day, and what is
// adopted; what is merely kept is left out.
Plan plan_of(const std::vector<Step>& steps);

}  // namespace mydocker::plan
