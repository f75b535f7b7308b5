// Paths from the command line.
#pragma once

#include <filesystem>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::cli {

// Made absolute against the working directory. `option` is named when that cannot be done.
Result<std::filesystem::path> absolute_path(const std::string& option, const std::string& path);

}  // namespace mydocker::cli
