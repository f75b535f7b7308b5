// Checks the routes and the routing rules of a driver's plan.
//
// Main entry points: check_route() and check_rule().
#pragma once

#include "mydocker/resource.hpp"
#include "runtime/plan/plan_scope.hpp"

namespace mydocker::plan {

// Error driver: the reason.
Result<void> check_route(const Route& route, const PlanScope& scope);
Result<void> check_rule(const Rule& rule, const PlanScope& scope);

}  // namespace mydocker::plan
