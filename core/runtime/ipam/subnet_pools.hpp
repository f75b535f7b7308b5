// Chooses a subnet for a network without --subnet.
#pragma once

#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"

namespace mydocker::ipam {

// A pool: `base`, divided into subnets with a prefix length of `length`.
struct Pool {
  IpPrefix base;
  unsigned length = 24;
};

// Returns the default pools: thousands of /24 in the private ranges of RFC 1918, and 65536 /64 in
// `unique_local` (a /48, RFC 4193). Ranges that other tools use come last.
std::vector<Pool> default_pools(const IpPrefix& unique_local);

// A prefix that is in use, and a text for users about its user.
struct AllocatedPrefix {
  IpPrefix prefix;
  std::string holder;
};

// Returns the first subnet of the pools of that family that overlaps no prefix of `taken`.
// exhausted: none is free; the error has the number of subnets and a solution. The time grows with
// the number of taken prefixes, not with the size of the pools.
Result<IpPrefix> choose_subnet(Family family, const std::vector<Pool>& pools,
                               const std::vector<AllocatedPrefix>& taken);

// already_exists: `wanted` overlaps a prefix of `taken`. The error names its holder.
Result<void> check_free(const IpPrefix& wanted, const std::vector<AllocatedPrefix>& taken);

}  // namespace mydocker::ipam
