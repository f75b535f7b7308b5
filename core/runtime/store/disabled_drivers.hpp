// Which drivers the operator has disabled: an empty file for each, of the driver's name, in a
// folder of the state directory. So it survives a reboot, needs no database, and is seen with one
// look by whoever opens the driver. Does not: know drivers; names are checked by the caller.
#pragma once

#include <filesystem>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::store {

std::filesystem::path disabled_drivers_folder(const std::filesystem::path& state_dir);

// Whether it has changed anything.
Result<bool> disable_driver(const std::filesystem::path& state_dir, const std::string& name);
Result<bool> enable_driver(const std::filesystem::path& state_dir, const std::string& name);

}  // namespace mydocker::store
