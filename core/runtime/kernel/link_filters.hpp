// The BPF filters and the routing rules that protect a link without the firewall tables (tc-bpf(8),
// ip-rule(8)). For example, `nft flush ruleset` removes the tables.
//
// The link of a network is closed while the tables are missing. The tables mark every packet that
// comes in or leaves through the link (firewall::kSeenMark). Two filters work without the tables:
// - egress: drops a forwarded packet without the mark. Packets of the host itself pass.
// - ingress: drops IPv4 packets from and to 127.0.0.0/8 without the mark. The sysctl route_localnet
//   would allow them. Here a packet has the mark only if br_netfilter sent it through the tables.
// An internal network also has a routing rule for each family. It prevents that the host forwards
// packets from the link without the mark.
//
// The link of a container can have a filter that checks the addresses of its packets. It makes the
// checks of the chain "antispoof" (firewall/ruleset.cpp). Unlike the chain, it drops a fragment
// with another extension header after the fragment header. It also drops a packet with four
// extension headers or more.
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
// Removes both filters. Succeeds if the filters or the link do not exist.
void remove_filters(NetlinkSocket& socket, const std::string& link);
// Returns whether the link has both filters. Also true if the kernel does not support them.
Result<bool> has_filters(NetlinkSocket& socket, const std::string& link);

// These functions add and remove the routing rules of an internal network's link. Rules that exist
// already stay.
Result<void> add_internal_rules(NetlinkSocket& socket, const std::string& link);
void remove_internal_rules(NetlinkSocket& socket, const std::string& link);
Result<bool> has_internal_rules(NetlinkSocket& socket, const std::string& link);

// Adds the filter to the bridge port of an AntiSpoofing with `filter`. An earlier filter is
// replaced. Succeeds without effect if the link does not exist.
Result<void> add_guard(NetlinkSocket& socket, const AntiSpoofing& guard);
// Returns whether the link exists and has the filter. Also true if the kernel has no such filters.
Result<bool> has_guard(NetlinkSocket& socket, const AntiSpoofing& guard);

// Returns the program of the filter. Several addresses of both families are possible.
BpfProgram guard_program(const AntiSpoofing& guard);

}  // namespace mydocker::kernel
