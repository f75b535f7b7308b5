// The state of a network namespace as text that can be compared.
//
// It contains:
// - links with all attributes, addresses, routes of all tables, policy rules, permanent neighbours
// - the whole nftables ruleset
// - the settings that a network tool can change
//
// The text does not contain counters, timers, and numbers that the kernel assigns each time
// (indexes, handles).
#pragma once

#include <string>

namespace mydocker::testing {

std::string snapshot_here();                        // a snapshot of the namespace of this process
std::string snapshot_of(const std::string& netns);  // a snapshot of a named namespace (ip-netns(8))

// All rows of the tables with records, in the databases below a state directory. Empty if there are
// no records.
std::string records_in(const std::string& state_dir);

// The lines that only one of two snapshots has: "- " before, "+ " now. Empty if they are equal.
std::string difference(const std::string& now, const std::string& before);

// The snapshot without the addresses of 192.168.0.0/24 and fd00:1::/64. Next-fit assigns other ones
// in each run.
std::string without_leases(const std::string& snapshot);

}  // namespace mydocker::testing
