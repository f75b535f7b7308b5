// Choosing a subnet for a network that names none.
#pragma once

#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"

namespace mydocker::ipam {

// `base` cut into subnets of `length` bits of prefix.
struct Pool {
  IpPrefix base;
  unsigned length = 24;
};

// Thousands of /24 out of the private ranges of RFC 1918, those that others use by habit last, and
// 65536 /64 out of `unique_local`, a /48 of RFC 4193.
std::vector<Pool> default_pools(const IpPrefix& unique_local);

// A prefix that cannot be given, and what holds it, in words for the user.
struct AllocatedPrefix {
  IpPrefix prefix;
  std::string holder;
};

// The first subnet of the pools of that family, in order, that overlaps nothing taken. exhausted:
// none is left; says how many were looked at and what to do. Its time grows with the number of
// taken prefixes, not with the pools.
Result<IpPrefix> choose_subnet(Family family, const std::vector<Pool>& pools,
                               const std::vector<AllocatedPrefix>& taken);

// already_exists, naming the holder, if `wanted` overlaps something taken.
Result<void> check_free(const IpPrefix& wanted, const std::vector<AllocatedPrefix>& taken);

}  // namespace mydocker::ipam
