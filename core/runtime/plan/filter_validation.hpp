// The rules for a driver's own filters (NftRules).
#pragma once

#include "mydocker/resource.hpp"
#include "runtime/plan/plan_scope.hpp"

namespace mydocker::plan {

// Checks the rules one by one. An error names the rule by its number, counted from 1.
Result<void> check_rules(const NftRules& rules, const PlanScope& scope);

}  // namespace mydocker::plan
