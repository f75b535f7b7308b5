// The BPF filters and the routing rules that protect a link without the firewall tables, for
// example after `nft flush ruleset` (tc-bpf(8), ip-rule(8)).
//
// The link of a network is closed while the tables are missing. The tables mark every packet that
// comes in or leaves through it (firewall::kSeenMark). Two filters work without the tables:
// - egress: drops a forwarded packet without the mark. Packets of the host itself pass.
// - ingress: drops IPv4 packets from and to 127.0.0.0/8 without the mark. The sysctl route_localnet
//   would allow them. Here a packet has the mark only if br_netfilter sent it through the tables.
// An internal network also has a routing rule for each family: packets from its link without the
// mark are forwarded nowhere.
//
// The link of a container can have a filter that checks the addresses of its packets. It makes the
// checks of the chain "antispoof" (firewall/ruleset.cpp). It differs from the chain in one point:
// it drops a fragment with another extension header behind the fragment header, and a packet with
// four extension headers or more.
//
// A kernel without BPF or without the qdisc "clsact" has no filters. The network works without
// them.
#pragma once

#include <string>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/bpf_filter.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// Adds both filters to the link. Filters that exist already stay.
Result<void> add_filters(NetlinkSocket& socket, const std::string& link);
// Removes both filters. Succeeds if they or the link do not exist.
void remove_filters(NetlinkSocket& socket, const std::string& link);
// Returns whether the link has both filters, or the kernel cannot have them.
Result<bool> has_filters(NetlinkSocket& socket, const std::string& link);

// Add and remove the routing rules of an internal network's link. Rules that exist already stay.
Result<void> add_internal_rules(NetlinkSocket& socket, const std::string& link);
void remove_internal_rules(NetlinkSocket& socket, const std::string& link);
Result<bool> has_internal_rules(NetlinkSocket& socket, const std::string& link);

// Adds the filter to the port of an AntiSpoofing with `filter`. An earlier one is replaced.
// A link that does not exist needs none.
Result<void> add_guard(NetlinkSocket& socket, const AntiSpoofing& guard);
// Returns whether the link has the filter, or cannot have it.
Result<bool> has_guard(NetlinkSocket& socket, const AntiSpoofing& guard);

// The program of the filter. Several addresses of both families are possible.
BpfProgram guard_program(const AntiSpoofing& guard);

}  // namespace mydocker::kernel
