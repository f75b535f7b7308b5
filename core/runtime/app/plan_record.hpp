// The recorded plan of a network or an endpoint, and its comparison with another plan.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns the plan that the journal records for a network or an endpoint. Empty: no resources.
Result<Plan> recorded_plan(OpenState& open_state, const std::string& owner);

// Returns one line for each resource: "resource: why".
std::vector<std::string> lines_of(const Plan& plan);

// The difference between a new plan and a recorded plan.
struct PlanDifference {
  Plan added;    // in the new plan, but not in the kernel
  Plan removed;  // recorded, but not in the new plan

  [[nodiscard]] bool empty() const { return added.empty() && removed.empty(); }
};

// Compares `plan` with `record`. A record does not contain settings that already had their value.
// Those are read from the kernel.
Result<PlanDifference> difference(const Plan& plan, const Plan& record, kernel::Kernel& kernel);

}  // namespace mydocker::app
