// The table of contents: every command there is, and the options that all of them take.
#pragma once

#include <span>
#include <string_view>

#include "command.hpp"

namespace mydocker::cli {

std::span<const Group> groups();
std::span<const Option> global_options();

// By name or alias; null if there is none.
const Group* find_group(std::string_view word);
const Command* find_command(const Group& group, std::string_view word);

}  // namespace mydocker::cli
