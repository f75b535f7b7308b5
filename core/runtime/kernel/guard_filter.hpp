// The BPF filter of a bridge port that checks what its container sends.
//
// It makes the checks of the chain "antispoof" (firewall/ruleset.cpp), and does not need the
// tables. So a container cannot use other addresses after `nft flush ruleset` either. It differs
// from the chain in one point: it drops a fragment with another extension header behind the
// fragment header, and a packet with four extension headers or more.
//
// The filter is removed with its link. A kernel without filters has none (tc_filter.hpp).
#pragma once

#include "mydocker/resource.hpp"
#include "runtime/kernel/tc_filter.hpp"

namespace mydocker::kernel {

// Adds the filter to the port of an AntiSpoofing with `filter`. An earlier one is replaced.
// A link that does not exist needs none.
Result<void> add_guard(NetlinkSocket& socket, const AntiSpoofing& guard);
// Returns whether the link has the filter, or cannot have it.
Result<bool> has_guard(NetlinkSocket& socket, const AntiSpoofing& guard);

// The program of the filter. Several addresses of both families are possible.
BpfProgram guard_program(const AntiSpoofing& guard);

}  // namespace mydocker::kernel
