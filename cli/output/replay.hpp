// What came of a replay of plans, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "output/json_text.hpp"
#include "output/template/value.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

std::string replay_text(const std::vector<app::ReplayReport>& reports);

Json replay_json(const app::ReplayReport& report);
const templates::Shape& replay_shape();

}  // namespace mydocker::cli
