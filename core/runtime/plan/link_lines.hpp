// The ip-link(8) command lines for the links of a plan.
//
// Main entry point: create_link_line().
#pragma once

#include <string>

#include "mydocker/resource.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {

// One shell line with the same effect as create() in the module kernel, without bring_up_line().
std::string create_link_line(const Bridge& bridge);
std::string create_link_line(const Veth& veth, const ShellContext& context);
std::string create_link_line(const Macvlan& macvlan, const ShellContext& context);
std::string create_link_line(const Link& link, const ShellContext& context);

// The lines that change an existing link in place and bring it up.
std::string update_link_line(const Bridge& bridge);
std::string update_link_line(const Veth& veth, const ShellContext& context);
std::string update_link_line(const Macvlan& macvlan, const ShellContext& context);
std::string update_link_line(const Link& link, const ShellContext& context);

// Adds the BPF filters to a link that is isolated. Does nothing for other links.
std::string protect_line(const std::string& link);
// Sets the hairpin mode of a bridge port. `state` is "on" or "off".
std::string hairpin_line(const Hairpin& hairpin, const std::string& state);
// Sets the options of a bridge port, or restores those of a new port.
std::string bridge_port_line(const BridgePort& port, const ShellContext& context);
std::string usual_bridge_port_line(const BridgePort& port, const ShellContext& context);

}  // namespace mydocker::plan
