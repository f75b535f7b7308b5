#include "runtime/ipam/subnet_pools.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "runtime/base/quoted.hpp"

namespace mydocker::ipam {
namespace {

struct Interval {
  IpAddress first;
  IpAddress last;
};

// What is taken inside the pool, in order of the first address.
std::vector<Interval> taken_in(const Pool& pool, const std::vector<AllocatedPrefix>& taken) {
  std::vector<Interval> intervals;
  for (const auto& entry : taken)
    if (entry.prefix.overlaps(pool.base))
      intervals.push_back({entry.prefix.network().address, entry.prefix.last()});
  std::ranges::sort(intervals, {}, &Interval::first);
  return intervals;
}

// The first subnet of that length that begins after `address`; nothing: the address space ends.
std::optional<IpPrefix> subnet_after(const IpAddress& address, unsigned length) {
  const IpAddress last = IpPrefix{address, length}.last();
  const IpAddress next = last.plus(1);
  if (next < last) return std::nullopt;
  return IpPrefix{next, length};
}

// Steps over each taken interval once, however many subnets it covers.
std::optional<IpPrefix> first_free_in(const Pool& pool, const std::vector<AllocatedPrefix>& taken) {
  std::optional<IpPrefix> candidate = IpPrefix{pool.base.network().address, pool.length};
  for (const auto& interval : taken_in(pool, taken)) {
    if (interval.last < candidate->address) continue;
    if (interval.first > candidate->last()) break;
    candidate = subnet_after(interval.last, pool.length);
    if (!candidate || !pool.base.contains(candidate->address)) return std::nullopt;
  }
  return candidate;
}

// How many subnets the pools have, as far as that can be counted.
std::uint64_t count_subnets(const std::vector<Pool>& pools) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t count = 0;
  for (const auto& pool : pools) {
    const unsigned bits = pool.length - pool.base.length;
    const std::uint64_t more = bits < 64 ? std::uint64_t{1} << bits : kMost;
    count = more > kMost - count ? kMost : count + more;
  }
  return count;
}

Result<void> check_pool(const Pool& pool) {
  if (pool.length >= pool.base.length && pool.length <= pool.base.address.bits()) return {};
  return Error(ErrorKind::invalid_argument, "address pool " + pool.base.text() +
                                                " cannot be cut into subnets of /" +
                                                std::to_string(pool.length));
}

}  // namespace

// In the order of how seldom a range is somebody's default. Podman begins at 10.88; Kubernetes
// distributions like 10.32 to 10.43, 10.96 to 10.111, 10.128, 10.152, 10.233 and 10.244; cloud
// providers 10.0 to 10.15, and one of them all from 10.128 up; Docker takes 172.16.0.0/12, and
// everybody 192.168.0.0/16. The host's own addresses and routes are looked at all the same.
std::vector<Pool> default_pools(const IpPrefix& unique_local) {
  constexpr std::uint32_t k10x64 = 0x0a400000;
  constexpr std::uint32_t k10x48 = 0x0a300000;
  constexpr std::uint32_t k10x192 = 0x0ac00000;
  constexpr std::uint32_t k172x16 = 0xac100000;
  constexpr std::uint32_t k192x168 = 0xc0a80000;
  return {{{IpAddress::v4(k10x64), 12}, 24},   {{IpAddress::v4(k10x48), 12}, 24},
          {{IpAddress::v4(k10x192), 11}, 24},  {{IpAddress::v4(k172x16), 12}, 24},
          {{IpAddress::v4(k192x168), 16}, 24}, {unique_local, 64}};
}

Result<IpPrefix> choose_subnet(Family family, const std::vector<Pool>& pools,
                               const std::vector<AllocatedPrefix>& taken) {
  std::vector<Pool> fitting;
  for (const auto& pool : pools)
    if (pool.base.address.family() == family) fitting.push_back(pool);
  for (const auto& pool : fitting) {
    MYDOCKER_CHECK(check_pool(pool));
    if (const auto free = first_free_in(pool, taken)) return *free;
  }
  return Error(ErrorKind::exhausted,
               std::string("no free ") + (family == Family::v4 ? "IPv4" : "IPv6") +
                   " subnet: each of the " + std::to_string(count_subnets(fitting)) +
                   " in the address pools overlaps something")
      .hint("remove a network, name a --subnet, or add address_pools to the configuration");
}

Result<void> check_free(const IpPrefix& wanted, const std::vector<AllocatedPrefix>& taken) {
  for (const auto& entry : taken)
    if (entry.prefix.overlaps(wanted))
      return Error(ErrorKind::already_exists, "subnet " + base::quoted(wanted.text()) +
                                                  " overlaps " + entry.prefix.text() +
                                                  ", held by " + entry.holder)
          .hint("choose another --subnet, or leave it out to get a free one");
  return {};
}

}  // namespace mydocker::ipam
