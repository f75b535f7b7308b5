// The filter of `driver ls --filter`. Values of one key are alternatives; all keys must match.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli::driver {

// A parsed filter. An empty list matches every driver.
struct DriverFilter {
  std::vector<std::string> names;         // parts of the name
  std::vector<std::string> sources;       // DriverReport::source
  std::vector<std::string> states;        // ok, disabled, shadowed, refused
  std::vector<std::string> capabilities;  // capabilities in the manifest

  // `words` are KEY=VALUE. invalid_argument: an unknown key or state.
  static Result<DriverFilter> parse(const std::vector<std::string>& words);

  [[nodiscard]] bool matches(const app::DriverReport& report) const;
};

}  // namespace mydocker::cli::driver
