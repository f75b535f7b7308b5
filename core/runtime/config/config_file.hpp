// Reading files: the configuration, which root's command must be able to believe, and files that
// the user names on purpose.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::config {

// The file's text; nothing: there is no such file. permission: not a regular file, owned by
// somebody else than root or us, or writable by others; invalid_argument: larger than 1 MiB.
Result<std::optional<std::string>> read_config_file(const std::filesystem::path& file);

// The text of a file of networks; "-" is standard input. Anything that can be read will do, a pipe
// too, whoever owns it: the user has named it in this very command. not_found; invalid_argument:
// larger than 1 MiB.
Result<std::string> read_network_text(const std::string& file);

}  // namespace mydocker::config
