// What is recorded of a plan that is in the kernel, and another plan held against it.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// What the journal says a network or an endpoint has in the kernel; empty: nothing.
Result<Plan> recorded_plan(OpenState& open_state, const std::string& owner);

// For people: "resource: why".
std::vector<std::string> lines_of(const Plan& plan);

struct PlanDifference {
  Plan added;    // what the plan has and the kernel has not
  Plan removed;  // what is recorded and the plan has not

  [[nodiscard]] bool empty() const { return added.empty() && removed.empty(); }
};

// A record lacks the settings that were as requested already; the kernel is asked about those.
Result<PlanDifference> difference(const Plan& plan, const Plan& record, kernel::Kernel& kernel);

}  // namespace mydocker::app
