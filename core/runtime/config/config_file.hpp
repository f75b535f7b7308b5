// Reads the configuration file, which must be trusted, and files and folders that the user names.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::config {

// Returns the file's text, or nothing if the file is missing. Error permission: the file is not a
// regular file, or is writable by others. Or its owner is neither root nor the caller.
// invalid_argument: the file is larger than 1 MiB.
Result<std::optional<std::string>> read_config_file(const std::filesystem::path& file);

// The text of one file of networks.
struct NetworkText {
  std::string file;  // name of the file for errors
  std::string text;
};

// Returns the text of a file of networks; "-" is standard input. For a folder, returns the texts of
// its files NAME.yaml in the order of their names, without hidden files. A file may be a pipe, and
// may have any owner, because the user names it in the command. not_found: the path does not exist.
// invalid_argument: a file is larger than 1 MiB.
Result<std::vector<NetworkText>> read_network_texts(const std::string& path);

}  // namespace mydocker::config
