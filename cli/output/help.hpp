// The help texts, from the command table.
#pragma once

#include <string>
#include <string_view>

#include "command.hpp"

namespace mydocker::cli {

inline constexpr std::string_view kProgramSummary =
    "Docker-style networks for containers, pods and network namespaces, without a daemon";

// Returns the usage line: "mydocker network create [OPTIONS] NETWORK".
std::string usage_of(const Command& command);

std::string help_text();
std::string help_text(const Group& group);
std::string help_text(const Group& group, const Subgroup& subgroup);
std::string help_text(const Command& command);

}  // namespace mydocker::cli
