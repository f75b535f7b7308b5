// The first words of shell lines: quoting, and the prefix that runs a command in a container.
#pragma once

#include <string>

#include "mydocker/resource.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {

// The word in single quotes, so that the shell does not interpret it.
std::string shell_quoted(const std::string& word);

// The commands `ip` and `bridge` for the host or the container, with a trailing space.
std::string ip(Place place, const ShellContext& context);
std::string bridge(Place place, const ShellContext& context);

// The prefix that runs a command in the container, with a trailing space. Empty on the host.
std::string enter(Place place, const ShellContext& context);

// The container's namespace as the argument of `netns` in ip-link(8): its name, or its quoted path.
std::string netns_word(const ShellContext& context);

}  // namespace mydocker::plan
