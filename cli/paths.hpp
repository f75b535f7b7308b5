// Paths given on the command line.
#pragma once

#include <filesystem>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::cli {

// Makes `path` absolute, relative to the working directory. `option` is the name in the error.
Result<std::filesystem::path> absolute_path(const std::string& option, const std::string& path);

}  // namespace mydocker::cli
