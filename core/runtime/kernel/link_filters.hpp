// The BPF filters and the routing rules that protect a link without the firewall tables (tc-bpf(8),
// ip-rule(8)). For example, `nft flush ruleset` removes the tables.
//
// The link of a network is closed while the tables are missing. With the tables, every packet that
// comes in or leaves through the link gets a mark (firewall::kSeenMark). A packet without the mark
// did not pass the tables. Two filters check the mark:
// - egress: drops a forwarded packet without the mark. Packets of the host itself pass.
// - ingress: drops IPv4 packets from and to 127.0.0.0/8 without the mark. The sysctl route_localnet
//   would allow them. At this hook, a packet has the mark only if br_netfilter sent it through the
//   tables.
// An internal network also has a routing rule for each family. The host does not forward packets
// from its link without the mark.
//
// The link of a container can have a third filter, which checks the addresses of the container's
// packets. It makes the checks of the chain "antispoof" (firewall/ruleset.cpp). In two cases it
// drops more packets than the chain: a fragment with another extension header after the fragment
// header, and a packet with four extension headers or more.
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

// Adds the filters "egress" and "ingress" to the link. Filters that exist already stay.
Result<void> add_filters(NetlinkSocket& socket, const std::string& link);
// Removes the filters "egress" and "ingress". Succeeds if the filters or the link do not exist.
void remove_filters(NetlinkSocket& socket, const std::string& link);
// Returns whether the link has the filters "egress" and "ingress". Also true if the kernel does not
// support filters.
Result<bool> has_filters(NetlinkSocket& socket, const std::string& link);

// These functions add, remove and find the routing rules of an internal network's link. Rules that
// exist already stay.
Result<void> add_internal_rules(NetlinkSocket& socket, const std::string& link);
void remove_internal_rules(NetlinkSocket& socket, const std::string& link);
Result<bool> has_internal_rules(NetlinkSocket& socket, const std::string& link);

// Adds the BPF filter of an AntiSpoofing to its bridge port. Call it only if AntiSpoofing::filter
// is true. An earlier filter is replaced. Succeeds without effect if the link does not exist.
Result<void> add_guard(NetlinkSocket& socket, const AntiSpoofing& guard);
// Returns whether the link has the BPF filter of AntiSpoofing. Also true if the link does not
// exist, or if the kernel does not support the filter.
Result<bool> has_guard(NetlinkSocket& socket, const AntiSpoofing& guard);

// Returns the BPF program of the filter for AntiSpoofing. The container can have several addresses
// of both families.
BpfProgram guard_program(const AntiSpoofing& guard);

}  // namespace mydocker::kernel
