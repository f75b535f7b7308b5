// The plan of a network or container, and its host facts, as JSON.
#pragma once

#include "output/json_text.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// Adds the fields Plan (lines "resource: reason") and HostFacts (null: there is no plan).
void add_plan(Json& json, const app::PlanReport& plan);

}  // namespace mydocker::cli
