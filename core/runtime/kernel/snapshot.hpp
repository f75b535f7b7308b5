// What a network namespace holds, as lines that can be compared and read.
//
// Links, addresses, routes of all tables, policy rules, permanent neighbours, the whole nftables
// ruleset with the elements of its sets, and the settings that a network tool may touch. Left out
// is what the kernel numbers anew each time (indexes, handles), counters and timers, and what comes
// some time later by itself (multicast routes, the local routes of IPv6, whether a cable carries).
// Links are named.
// Does not: use any program of the host, so it is quick and works everywhere.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// Of the namespace that the calling thread is in. Sorted but for the rules of a chain.
Result<std::vector<std::string>> take_snapshot();

}  // namespace mydocker::kernel
