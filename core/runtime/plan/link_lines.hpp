// The ip-link(8) command lines for the links of a plan.
#pragma once

#include <string>

#include "mydocker/resource.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {

// From birth to the last touch but one, as one line: what the kernel module does in create().
std::string create_link_line(const Bridge& bridge);
std::string create_link_line(const Veth& veth, const ShellContext& context);
std::string create_link_line(const Macvlan& macvlan, const ShellContext& context);

// `state`: "on" or "off".
std::string hairpin_line(const Hairpin& hairpin, const std::string& state);

}  // namespace mydocker::plan
