// The content of a network namespace as lines, for comparison and for messages.
//
// A snapshot contains links, addresses, routes of all tables, policy rules and permanent
// neighbours. It contains the settings that a network tool may change, and the whole nftables
// ruleset with its elements.
//
// A snapshot does not contain numbers that the kernel chooses (indexes, handles), counters and
// timers. It does not contain state that the kernel changes later by itself: multicast routes, the
// local routes of IPv6, and the carrier state of links. Lines show links by name.
//
// The snapshot does not run programs of the host.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// Returns the snapshot of the calling thread's namespace. The lines are sorted, except the rules of
// a chain.
Result<std::vector<std::string>> take_snapshot();

// The parts of a snapshot. Each function adds its lines.
using Lines = std::vector<std::string>;
Result<void> add_links_and_routes(Lines& lines);
Result<void> add_ruleset(Lines& lines);

}  // namespace mydocker::kernel
