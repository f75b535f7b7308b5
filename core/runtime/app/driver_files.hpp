// Finds the driver that a command line names: by its name, or by the path of its file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns whether the argument is a path. A driver's name has no "/" and does not end in ".so".
inline bool names_file(std::string_view argument) {
  return argument.find('/') != std::string_view::npos || argument.ends_with(".so");
}

// Returns the absolute path of the file.
inline std::filesystem::path file_named(const std::string& argument) {
  std::error_code failure;
  auto whole = std::filesystem::absolute(argument, failure).lexically_normal();
  return failure ? std::filesystem::path(argument) : whole;
}

// Returns the folder of `driver install` and `driver rm`.
inline std::filesystem::path installation_folder(const Settings& settings) {
  return settings.driver_dirs.empty() ? std::filesystem::path(drivers::kLocalFolder)
                                      : settings.driver_dirs.front();
}

// `word` is the name of an installed driver, or a path. An error of kind not_found: there is no
// such driver.
Result<drivers::Candidate> candidate_of(Session& session, const std::string& word);

}  // namespace mydocker::app
