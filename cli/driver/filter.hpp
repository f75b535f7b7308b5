// Which drivers `driver ls --filter` shows. Values of one key: any of them; of different keys: all.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli::driver {

struct Filter {
  std::vector<std::string> names;         // parts of it
  std::vector<std::string> sources;       // DriverReport::source
  std::vector<std::string> states;        // ok, disabled, shadowed, refused
  std::vector<std::string> capabilities;  // of its manifest

  // invalid_argument: an unknown key or state.
  static Result<Filter> parse(const std::vector<std::string>& words);

  [[nodiscard]] bool matches(const app::DriverReport& report) const;
};

}  // namespace mydocker::cli::driver
