// The rules for a driver's name, which is also its file's name.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {

// [a-z][a-z0-9-]{0,31}. What has passed is safe as a part of a path.
Result<void> check_driver_name(std::string_view name);

// Whether it is the name of a bundled driver ("host" is kept for one).
bool is_reserved(std::string_view name);
// The refusal of such a name.
Error reserved_name(std::string_view name);

// Whether a file from `source` may stand for `name`: the names of the bundled drivers ("host" is
// kept for one) are taken from elsewhere only if the configuration allows it.
bool may_come_from(std::string_view name, Source source, const SearchSettings& settings);

}  // namespace mydocker::drivers
