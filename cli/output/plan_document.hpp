// What was planned for a network or a container, and from which facts, as JSON.
#pragma once

#include "output/json_text.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// Adds Plan (lines of "resource: why") and HostFacts (null: nothing was planned).
void add_plan(Json& json, const app::PlanReport& plan);

}  // namespace mydocker::cli
