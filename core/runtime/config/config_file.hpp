// Reading a configuration file that root's command may believe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::config {

// The file's text; nothing: there is no such file. permission: not a regular file, owned by
// somebody else than root or us, or writable by others; invalid_argument: larger than 1 MiB.
Result<std::optional<std::string>> read_config_file(const std::filesystem::path& file);

}  // namespace mydocker::config
