// The output of `driver doctor`.
#pragma once

#include <string>
#include <vector>

#include "output/json_text.hpp"
#include "output/template/value.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// Returns true if no check failed.
bool is_healthy(const app::DriverDiagnosis& diagnosis);

// One paragraph for each driver, with one line for each check and its hints. The last line counts
// the failed checks.
std::string diagnosis_text(const std::vector<app::DriverDiagnosis>& diagnoses);

Json diagnosis_json(const app::DriverDiagnosis& diagnosis);
const templates::Shape& diagnosis_shape();

}  // namespace mydocker::cli
