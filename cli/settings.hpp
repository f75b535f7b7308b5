// The global options -> what the runtime and the log are made with.
#pragma once

#include "arguments.hpp"
#include "mydocker/result.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/base/spdlog_step_log.hpp"

namespace mydocker::cli {

// Paths are made absolute; a given state directory without a run directory holds it as "run".
Result<app::Settings> settings_from(const Arguments& globals);

base::Verbosity verbosity_from(const Arguments& globals);

}  // namespace mydocker::cli
