// The table `prefixes` of definitions.db: the subnets of all networks, ordered by address. So the
// time of a search does not grow with the number of networks.
//
// Adjacent prefixes without a gap between them are a run. Example: 10.9.0.0/24, 10.9.1.0/24 and
// 10.9.2.0/24. The search for a free subnet skips a whole run, because its end is found with two
// lookups. For this, the column `starts_run` is 1 for the first prefix of a run. It is 0 only if
// another prefix ends directly before.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/store/database.hpp"

namespace mydocker::store {

// A subnet of a network. `network` is its number in the file.
struct NetworkPrefix {
  IpPrefix prefix;
  std::int64_t network = 0;
};

// Inserts a prefix of an existing network. Call it inside a transaction.
Result<void> insert_prefix(Database& database, const IpPrefix& prefix, std::string_view network_id);
// Removes the prefixes of the subnets of the network. Call it inside a transaction.
Result<void> remove_prefixes(Database& database, std::string_view network_id);
// Inserts the prefixes of all subnets, for a file that an earlier version has written.
Result<void> insert_all_prefixes(Database& database);

Result<std::vector<NetworkPrefix>> all_prefixes(Database& database);
// Returns the prefixes that overlap `wanted`.
Result<std::vector<NetworkPrefix>> prefixes_overlapping(Database& database, const IpPrefix& wanted);
// Returns the last address of the run of prefixes that overlaps `wanted`. All addresses between
// `wanted` and this address are in use. Returns nothing if no prefix overlaps `wanted`.
Result<std::optional<IpAddress>> end_of_run(Database& database, const IpPrefix& wanted);

}  // namespace mydocker::store
