// Converts the global options into the settings of the runtime and of the log.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "mydocker/result.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/base/spdlog_step_log.hpp"

namespace mydocker::cli {

// Makes `folder` the state directory. The run directory is then `folder`/run.
void set_state_dir(app::Settings& settings, const std::filesystem::path& folder);

// Returns the settings. Paths are made absolute. If the state directory is given and the run
// directory is not, set_state_dir() says where the run directory is.
Result<app::Settings> settings_from(const Arguments& globals);

// Returns the paths in use, one in each line. --debug prints them first.
std::vector<std::string> settings_lines(const app::Settings& settings);

// Returns how much the log contains. `commands`: whether the command has the option --verbose.
base::Verbosity verbosity_from(const Arguments& globals, bool commands);

// --- paths given on the command line

// Makes `path` absolute, relative to the working directory. `option` is the name of the option in
// the error.
Result<std::filesystem::path> absolute_path(const std::string& option, const std::string& path);

}  // namespace mydocker::cli
