// Checks one resource of a driver's plan, independent of the other entries of the plan.
//
// Main entry point: check_resource().
#pragma once

#include <set>
#include <string>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/plan/plan_check.hpp"

namespace mydocker::plan {

// `links` are the links that the resource may refer to, in the format of own_links().
// An error has the kind driver and names the reason.
Result<void> check_resource(const Resource& resource, const PlanRules& rules,
                            const std::set<std::string>& links);

}  // namespace mydocker::plan
