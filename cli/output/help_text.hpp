// The help at each level, out of the command table.
#pragma once

#include <string>

#include "command.hpp"

namespace mydocker::cli {

// "mydocker network create [OPTIONS] NETWORK"
std::string usage_of(const Command& command);

std::string help_text();
std::string help_text(const Group& group);
std::string help_text(const Command& command);

}  // namespace mydocker::cli
