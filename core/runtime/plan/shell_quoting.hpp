// The words that shell lines begin with, and how a line reaches a container.
#pragma once

#include <string>

#include "mydocker/resource.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {

// In single quotes, so that the shell takes it as it is.
std::string shell_quoted(const std::string& word);

// `ip`, or the same in the container; with a blank behind it.
std::string ip(Place place, const ShellContext& context);

// What any command begins with that runs there, with a blank behind it; empty on the host.
std::string enter(Place place, const ShellContext& context);

// The container's namespace as ip-link(8) takes it behind `netns`: its name, or its quoted path.
std::string netns_word(const ShellContext& context);

}  // namespace mydocker::plan
