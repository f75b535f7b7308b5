// Reads the configuration file, which must be trusted, and files that the user names.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::config {

// Returns the file's text, or nothing if the file is missing. permission: not a regular file, owned
// by another user than root or the caller, or writable by others. invalid_argument: larger than 1
// MiB.
Result<std::optional<std::string>> read_config_file(const std::filesystem::path& file);

// Returns the text of a file of networks; "-" is standard input. The file may be a pipe and may
// have any owner, because the user names it in the command. not_found: the file is missing.
// invalid_argument: larger than 1 MiB.
Result<std::string> read_network_text(const std::string& file);

}  // namespace mydocker::config
