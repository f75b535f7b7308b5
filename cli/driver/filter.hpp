// The filter of `driver ls --filter`. If a key is given several times, one of its values must
// match. All given keys must match.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli::driver {

// A parsed filter. An empty list matches every driver.
struct DriverFilter {
  std::vector<std::string> names;         // parts of names
  std::vector<std::string> sources;       // DriverReport::source
  std::vector<std::string> states;        // ok, disabled, shadowed or refused
  std::vector<std::string> capabilities;  // capabilities in the manifest

  // Parses the filter. `words` have the form KEY=VALUE. Error invalid_argument: a key or state is
  // unknown.
  static Result<DriverFilter> parse(const std::vector<std::string>& words);

  [[nodiscard]] bool matches(const app::DriverReport& report) const;
};

}  // namespace mydocker::cli::driver
