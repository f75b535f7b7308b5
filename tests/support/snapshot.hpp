// What a network namespace holds, as text that can be compared.
//
// Links with all attributes, addresses, routes of all tables, policy rules, permanent neighbours,
// the whole nftables ruleset, and the settings that a network tool may touch. Left out is what the
// kernel numbers anew each time (indexes, handles), counters and timers.
#pragma once

#include <string>

namespace mydocker::testing {

std::string snapshot_here();  // of the namespace of this process
std::string snapshot_of(
    const std::string& netns);  // of the one that ip-netns(8) knows by that name

// Every row of every table that records something, of the databases below a state directory; empty
// when nothing is recorded.
std::string records_in(const std::string& state_dir);

// The lines that only one of two snapshots has, "- " before, "+ " now; empty if they are the same.
std::string difference(const std::string& now, const std::string& before);

// The snapshot without the addresses of 192.168.0.0/24 and fd00:1::/64, which next-fit gives in
// turn.
std::string without_leases(const std::string& snapshot);

}  // namespace mydocker::testing
