// The parts of a snapshot (snapshot.hpp). Each function adds its lines.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

using Lines = std::vector<std::string>;

Result<void> add_links_and_routes(Lines& lines);
Result<void> add_ruleset(Lines& lines);
void add_settings(Lines& lines);

}  // namespace mydocker::kernel
