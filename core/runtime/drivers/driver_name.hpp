// Rules for the name of a driver. The driver's file has the same name.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {

// Checks a name. A valid name is safe in a path. invalid_argument: the name does not match
// [a-z][a-z0-9-]{0,31}.
Result<void> check_driver_name(std::string_view name);

// Returns whether the name is that of a bundled driver.
bool is_reserved(std::string_view name);
// Returns the error for a name that is reserved for a bundled driver.
Error reserved_name(std::string_view name);

// Returns whether a driver `name` may come from `source`. The name of a bundled driver may come
// from another source only if the configuration allows it.
bool may_come_from(std::string_view name, Source source, const SearchSettings& settings);

}  // namespace mydocker::drivers
