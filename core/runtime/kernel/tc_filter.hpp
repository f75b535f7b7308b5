// Adds programs to a link as filters of tc-bpf(8) (rtnetlink(7), RTM_NEWQDISC and RTM_NEWTFILTER).
//
// A kernel or user namespace without BPF or without the qdisc "clsact" has no filters. There,
// adding one succeeds without effect.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/kernel/bpf_program.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

enum class FilterHook : std::uint8_t { ingress, egress };

// `handle` tells the filters of one hook apart.
struct TcFilter {
  FilterHook hook = FilterHook::ingress;
  std::uint32_t handle = 1;
  BpfProgram program;
};

// Adds the filters to the link of this index, with one datagram. A filter with the same handle is
// replaced.
Result<void> add_tc_filters(NetlinkSocket& socket, int link, std::span<const TcFilter> filters);
// Removes the filter. Succeeds if it does not exist.
void remove_tc_filter(NetlinkSocket& socket, int link, const TcFilter& filter);
// Returns whether the link has the filter, or the kernel cannot have it.
Result<bool> has_tc_filter(NetlinkSocket& socket, int link, const TcFilter& filter);

}  // namespace mydocker::kernel
