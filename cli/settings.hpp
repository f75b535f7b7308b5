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

// Keeps all state of mydocker below this folder: the run directory is its folder "run".
void set_state_dir(app::Settings& settings, const std::filesystem::path& folder);

// Paths are made absolute. If only a state directory is given, see set_state_dir().
Result<app::Settings> settings_from(const Arguments& globals);

// The paths in use, one line each. --debug prints them first.
std::vector<std::string> settings_lines(const app::Settings& settings);

// `commands`: whether the command has the option --verbose.
base::Verbosity verbosity_from(const Arguments& globals, bool commands);

// Paths given on the command line.

// Makes `path` absolute, relative to the working directory. `option` is the name in the error.
Result<std::filesystem::path> absolute_path(const std::string& option, const std::string& path);

}  // namespace mydocker::cli
