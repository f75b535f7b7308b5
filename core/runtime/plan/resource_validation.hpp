// What each resource of a driver's plan must be like, whatever stands beside it in the plan.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/plan/plan_check.hpp"

namespace mydocker::plan {

// At most 200 printable ASCII characters.
bool is_one_line(std::string_view text);

// `links`: those that the resource may speak of, as own_links() names them. driver: what is wrong.
Result<void> check_resource(const Resource& resource, const PlanRules& rules,
                            const std::set<std::string>& links);

}  // namespace mydocker::plan
