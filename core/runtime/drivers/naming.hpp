// Texts for drivers, files and commands in errors.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace mydocker::drivers {

// Returns the path, quoted and escaped if it has characters that a terminal could interpret.
std::string shown(const std::filesystem::path& path);

// Returns the path as one word of a shell command, so that a hint can be copied and run.
std::string shell_word(const std::filesystem::path& path);

// Returns `driver "vlan" (/usr/local/lib/mydocker/drivers/vlan.so)`.
std::string driver_in(std::string_view name, const std::filesystem::path& file);

}  // namespace mydocker::drivers
