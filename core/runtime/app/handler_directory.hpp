// The directory in which the driver of a network can store files: RUN_DIR/handlers/ID
// (HandlerContext::directory). Other users can neither list it nor write to it.
#pragma once

#include <filesystem>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::app {

// Returns the path. `network_id` is the whole id.
std::string handler_directory(const std::filesystem::path& run_dir, const std::string& network_id);

// Creates the directory if it does not exist.
Result<void> make_handler_directory(const std::filesystem::path& run_dir,
                                    const std::string& network_id);

// Removes the directory if it is empty.
void remove_empty_handler_directory(const std::filesystem::path& run_dir,
                                    const std::string& network_id);

// Removes the directory with the files that a driver has left.
void remove_handler_directory(const std::filesystem::path& run_dir, const std::string& network_id);

}  // namespace mydocker::app
