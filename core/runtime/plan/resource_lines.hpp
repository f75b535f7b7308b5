// The parts of shell_lines.hpp: words and lines for ip(8), bridge(8), nft(8), tc(8) and services.
// Other functions quote words, and write the prefix of a command that runs in a container.
#pragma once

#include <string>

#include "mydocker/resource.hpp"
#include "mydocker/service_resource.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {

// These functions return the words that describe a resource on a link. The command and its
// namespace are not included. Example: route_words() returns "default via 192.0.2.1 dev eth0 proto
// static".
std::string address_words(const IpPrefix& address);
// Returns the words of ip-link(8) for the kind of the link. They follow the words that all kinds
// have. Example: "type vxlan id 7 dstport 4789 dev uplink".
std::string type_words(const Link& link);
// Returns whether ip-link(8) expects the parent as `link PARENT`, before the name.
bool has_lower_link(const Link& link);
std::string route_words(const Route& route);
// Returns the words of ip-rule(8). `verb` is "add", "replace" or "delete".
std::string rule_words(const RoutingRule& rule, const std::string& verb);

// These functions return one shell line with the same effect as create() in the module `kernel`
// (core/runtime/kernel). The line does not contain bring_up_line().
std::string create_link_line(const Bridge& bridge);
std::string create_link_line(const Veth& veth, const ShellContext& context);
std::string create_link_line(const Macvlan& macvlan, const ShellContext& context);
std::string create_link_line(const Link& link, const ShellContext& context);

// These functions return a line that changes an existing link in place and brings it up.
std::string update_link_line(const Bridge& bridge);
std::string update_link_line(const Veth& veth, const ShellContext& context);
std::string update_link_line(const Macvlan& macvlan, const ShellContext& context);
std::string update_link_line(const Link& link, const ShellContext& context);

// Returns the line that adds the BPF filters to a link. It does nothing if the link is not
// isolated.
std::string protect_line(const std::string& link);
// Returns the line that sets the hairpin mode of a bridge port. `state` is "on" or "off".
std::string hairpin_line(const Hairpin& hairpin, const std::string& state);
// bridge_port_line() returns the line that sets the options of a bridge port.
// usual_bridge_port_line() returns the line that gives them the values of a new port.
std::string bridge_port_line(const BridgePort& port, const ShellContext& context);
std::string usual_bridge_port_line(const BridgePort& port, const ShellContext& context);

// Returns a line with one nft(8) command. The kernel applies all of it or nothing. The text has no
// single quotes.
std::string nft_line(const std::string& text);
// Returns the text of both tables, with their sets, chains and rules.
std::string tables_text();
// Returns the line that adds the set elements and the BPF filters of an Isolation. tc(8) cannot
// read BPF programs from a command line, so the line calls mydocker. If mydocker is not in the
// PATH, the script continues, because a network works without the filters.
std::string isolation_line(const Isolation& isolation);
// Returns the line that removes the set elements of an Isolation. The BPF filters are removed with
// the link.
std::string no_isolation_line(const Isolation& isolation);
// Returns the line for anti-spoofing. Its BPF filter checks the packets of the container while the
// firewall tables are missing.
std::string antispoofing_line(const AntiSpoofing& guard);

// Returns the lines of tc(8) that create a queue.
std::string create_queue_line(const Queue& queue, const ShellContext& context);
// Returns the line that changes the values of an existing queue. The packets that wait in it stay.
std::string update_queue_line(const Queue& queue, const ShellContext& context);
std::string destroy_queue_line(const Queue& queue, const ShellContext& context);

// These functions return the lines for services and their files. A line starts a service in the
// same way as mydocker does (kernel/service_start.cpp): with the same user, directory, umask,
// limits and environment.
std::string create_service_line(const Service& service, const ShellContext& context);
// Returns the line that ends the process of the service. The directory of the service stays.
std::string stop_service_line(const Service& service, const ShellContext& context);
std::string destroy_service_line(const Service& service, const ShellContext& context);

std::string create_service_line(const ServiceFile& file, const ShellContext& context);
std::string destroy_service_line(const ServiceFile& file, const ShellContext& context);

// Returns the word in single quotes, so that the shell does not interpret it.
std::string shell_quoted(const std::string& word);

// Returns the commands `ip` and `bridge` for the host or the container, with a trailing space.
std::string ip(Place place, const ShellContext& context);
std::string bridge(Place place, const ShellContext& context);

// Returns the prefix that runs a command in the container, with a trailing space. Empty for the
// host.
std::string enter(Place place, const ShellContext& context);

// Returns the container's namespace as the argument of `netns` in ip-link(8): its name, or its
// quoted path.
std::string netns_word(const ShellContext& context);

}  // namespace mydocker::plan
