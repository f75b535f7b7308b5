// Chooses a subnet for a network without --subnet.
#pragma once

#include <functional>
#include <optional>
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

// A prefix that is in use, and a text for users that says who uses it.
struct AllocatedPrefix {
  IpPrefix prefix;
  std::string holder;
  bool is_route = false;  // whether the prefix can contain the subnet of a network
                          // (HostPrefix::is_route)
};

// Returns the first subnet of the pools of the family that overlaps no prefix of `taken`. If there
// is none, returns the first subnet that only routes cover (is_covering_route()). Error exhausted:
// no subnet is free. The error has the number of subnets and a solution. The time grows with the
// number of taken prefixes, not with the size of the pools.
Result<IpPrefix> choose_subnet(Family family, const std::vector<Pool>& pools,
                               const std::vector<AllocatedPrefix>& taken);

// Returns an address up to which all addresses from the subnet on are in use. Returns nothing if no
// address of the subnet is in use.
using InUseUntil = std::function<Result<std::optional<IpAddress>>(const IpPrefix&)>;

// Returns the first subnet of the pools of the family that has no address in use, or nothing. The
// caller needs no list of all prefixes, because each call of `in_use_until` skips a range in use.
Result<std::optional<IpPrefix>> first_unused_subnet(Family family, const std::vector<Pool>& pools,
                                                    const InUseUntil& in_use_until);

// Returns whether the entry is a route that covers the whole subnet and more. An example is the
// route of a VPN to 10.0.0.0/8. The subnet is usable, because its own route is longer.
bool is_covering_route(const AllocatedPrefix& entry, const IpPrefix& subnet);

// Checks that a subnet is free. already_exists: `wanted` overlaps a prefix of `taken` that is no
// covering route. The error says who uses this prefix.
Result<void> check_free(const IpPrefix& wanted, const std::vector<AllocatedPrefix>& taken);

}  // namespace mydocker::ipam
