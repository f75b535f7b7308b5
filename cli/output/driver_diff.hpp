// The output of `driver diff`, as text and as JSON.
#pragma once

#include <string>
#include <vector>

#include "output/json_text.hpp"
#include "output/template/value.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

std::string driver_diff_text(const std::vector<app::DriverDiffReport>& reports);

Json driver_diff_json(const app::DriverDiffReport& report);
const templates::Shape& driver_diff_shape();

}  // namespace mydocker::cli
