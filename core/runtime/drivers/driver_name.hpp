// Rules for the name of a driver. The driver's file has the same name.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {

// Checks a driver's name. The path of a file can safely contain a valid name. Error
// invalid_argument: the name does not match [a-z][a-z0-9-]{0,31}.
Result<void> check_driver_name(std::string_view name);

// Returns whether the name is that of a bundled driver.
bool is_reserved(std::string_view name);
// Returns the error for a name that is reserved for a bundled driver.
Error reserved_name(std::string_view name);

// Returns whether a driver with this name may come from `source`. A name of a bundled driver is
// allowed in other folders only if the configuration allows it.
bool may_come_from(std::string_view name, Source source, const SearchSettings& settings);

}  // namespace mydocker::drivers
