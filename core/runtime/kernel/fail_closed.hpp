// Keeps the link of a network closed while the firewall tables are missing, for example after
// `nft flush ruleset`.
//
// The tables mark every packet that comes in or leaves through a network's link
// (firewall::kSeenMark). Two BPF filters on the link (tc-bpf(8)) work without the tables:
// - egress: drops a forwarded packet without the mark. Packets of the host itself pass.
// - ingress: drops IPv4 packets from and to 127.0.0.0/8 without the mark. The sysctl route_localnet
//   would allow them. Here a packet has the mark only if br_netfilter sent it through the tables.
// An internal network also has a routing rule for each family (ip-rule(8)): packets from its link
// without the mark are forwarded nowhere.
//
// A kernel without BPF or without the qdisc "clsact" has no filters. The network works without
// them.
#pragma once

#include <string>

#include "mydocker/result.hpp"
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

}  // namespace mydocker::kernel
