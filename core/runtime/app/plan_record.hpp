// A plan held against what is recorded of an earlier one that is in the kernel.
#pragma once

#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/kernel.hpp"

namespace mydocker::app {

struct PlanDifference {
  Plan added;    // what the plan has and the kernel has not
  Plan removed;  // what is recorded and the plan has not

  [[nodiscard]] bool empty() const { return added.empty() && removed.empty(); }
};

// A record lacks the settings that were as wished already; the kernel is asked about those.
Result<PlanDifference> difference(const Plan& plan, const Plan& record, kernel::Kernel& kernel);

}  // namespace mydocker::app
