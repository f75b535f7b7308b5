// The global options -> what the runtime and the log are made with.
#pragma once

#include <string>
#include <vector>

#include "arguments.hpp"
#include "mydocker/result.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/base/spdlog_step_log.hpp"

namespace mydocker::cli {

// Paths are made absolute; a given state directory without a run directory holds it as "run".
Result<app::Settings> settings_from(const Arguments& globals);

// Where the program looks for what, one line each: what --debug says first.
std::vector<std::string> settings_lines(const app::Settings& settings);

base::Verbosity verbosity_from(const Arguments& globals);

}  // namespace mydocker::cli
