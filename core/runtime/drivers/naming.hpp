// How errors of this module name drivers, files and commands.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace mydocker::drivers {

// A path as it is, or quoted and escaped when it holds anything that could upset a terminal.
std::string shown(const std::filesystem::path& path);

// A path as one word of a shell command, so that a hint can be run as it is printed.
std::string shell_word(const std::filesystem::path& path);

// `driver "vlan" (/usr/local/lib/mydocker/drivers/vlan.so)`
std::string driver_in(std::string_view name, const std::filesystem::path& file);

}  // namespace mydocker::drivers
