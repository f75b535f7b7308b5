// Chooses a subnet for a network without --subnet.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"

namespace mydocker::ipam {

// A pool: the prefix `base`, divided into subnets. Each subnet has the prefix length `length`.
struct Pool {
  IpPrefix base;
  unsigned length = 24;
};

// Returns the default pools: thousands of /24 in the private ranges of RFC 1918, and 65536 /64 in
// `unique_local` (a /48, RFC 4193). Ranges that other tools use come last.
std::vector<Pool> default_pools(const IpPrefix& unique_local);

// A prefix that is in use, and a text for users that says which network or route uses it.
struct AllocatedPrefix {
  IpPrefix prefix;
  std::string holder;
  bool is_route = false;  // whether the prefix can contain the subnet of a network
                          // (HostPrefix::is_route)
};

// Returns the first subnet of the family's pools that overlaps no prefix of `taken`. If there is
// none, routes that are larger than the subnet are ignored (is_covering_route()). Error exhausted:
// still no subnet is free. The error has the number of subnets and a solution. The time grows with
// the number of taken prefixes, not with the size of the pools.
Result<IpPrefix> choose_subnet(Family family, const std::vector<Pool>& pools,
                               const std::vector<AllocatedPrefix>& taken);

// Returns nothing if no address of the subnet is in use. Otherwise returns the last address of a
// range that is in use. The search for a free subnet continues after this address.
using InUseUntil = std::function<Result<std::optional<IpAddress>>(const IpPrefix&)>;

// Returns the first subnet of the family's pools that has no address in use, or nothing. Each call
// of `in_use_until` skips a whole range in use. So the caller need not list all prefixes.
Result<std::optional<IpPrefix>> first_unused_subnet(Family family, const std::vector<Pool>& pools,
                                                    const InUseUntil& in_use_until);

// Returns whether `entry` is a route that covers the whole subnet and more. An example is the route
// of a VPN to 10.0.0.0/8. The subnet is usable, because the kernel prefers the route with the
// longer prefix: the subnet's own.
bool is_covering_route(const AllocatedPrefix& entry, const IpPrefix& subnet);

// Checks that a subnet is free. already_exists: `wanted` overlaps a prefix of `taken`, and
// is_covering_route() is false for it. The error says who uses this prefix.
Result<void> check_free(const IpPrefix& wanted, const std::vector<AllocatedPrefix>& taken);

}  // namespace mydocker::ipam
