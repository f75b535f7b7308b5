// The disabled drivers: one empty file per driver, with the driver's name, in a folder of the state
// directory. The files survive a reboot and need no database. One stat(2) shows whether a driver is
// disabled. This code does not know drivers: the caller checks the names.
#pragma once

#include <filesystem>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::store {

std::filesystem::path disabled_drivers_folder(const std::filesystem::path& state_dir);

// These functions return whether anything was changed.
Result<bool> disable_driver(const std::filesystem::path& state_dir, const std::string& name);
Result<bool> enable_driver(const std::filesystem::path& state_dir, const std::string& name);

}  // namespace mydocker::store
