// The drivers that a command can use. A test can replace them.
//
// Example:
//   MYDOCKER_TRY(const auto candidate, source.find(search, "bridge"));
//   MYDOCKER_TRY(auto driver, source.load(candidate, settings));
#pragma once

#include <string_view>

#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {

// Finds and loads drivers. Commands use installed_drivers(). Tests use a source that loads the
// bundled drivers of the build, and does not check their paths.
class DriverSource {
 public:
  virtual ~DriverSource() = default;
  // Does the same as find_driver() in search_path.hpp.
  virtual Result<Candidate> find(const SearchSettings& search, std::string_view name) = 0;
  // Does the same as load() in driver_handle.hpp.
  virtual Result<DriverHandle> load(const Candidate& candidate, const LoadSettings& settings) = 0;
};

// Returns the source of the files in the search path. It lives as long as the process.
DriverSource& installed_drivers();

}  // namespace mydocker::drivers
