// What `driver doctor` has found out.
#pragma once

#include <string>
#include <vector>

#include "output/json_text.hpp"
#include "output/template/value.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// No check has failed.
bool is_healthy(const app::DriverDiagnosis& diagnosis);

// A paragraph for each driver, a line for each check, and its hints; at the end how many failed.
std::string diagnosis_text(const std::vector<app::DriverDiagnosis>& diagnoses);

Json diagnosis_json(const app::DriverDiagnosis& diagnosis);
const templates::Shape& diagnosis_shape();

}  // namespace mydocker::cli
