#include "runtime/ipam/subnet_pools.hpp"

#include <algorithm>
#include <cstddef>
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

// The first address of an interval as two numbers, and the index of its prefix in the list. Sorting
// these keys is several times faster than sorting intervals.
struct SortKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::size_t place = 0;
};

SortKey key_of(const IpAddress& address, std::size_t place) {
  SortKey key{0, 0, place};
  for (std::size_t n = 0; n < 8; ++n) {
    key.high = key.high << 8U | address.bytes()[n];
    key.low = key.low << 8U | address.bytes()[n + 8];
  }
  return key;
}

// Returns the address ranges of the taken prefixes that overlap the pool, ordered by first address.
std::vector<Interval> taken_in(const Pool& pool, const std::vector<AllocatedPrefix>& taken) {
  std::vector<SortKey> keys;
  for (std::size_t n = 0; n < taken.size(); ++n)
    if (taken[n].prefix.overlaps(pool.base))
      keys.push_back(key_of(taken[n].prefix.network().address, n));
  std::sort(keys.begin(), keys.end(), [](const SortKey& one, const SortKey& other) {
    return one.high != other.high ? one.high < other.high : one.low < other.low;
  });
  std::vector<Interval> intervals;
  intervals.reserve(keys.size());
  for (const auto& key : keys) {
    const IpPrefix& prefix = taken[key.place].prefix;
    intervals.push_back({prefix.network().address, prefix.last()});
  }
  return intervals;
}

// Returns the first subnet of this length after `address`. Returns nothing after the last address.
std::optional<IpPrefix> subnet_after(const IpAddress& address, unsigned length) {
  const IpAddress last = IpPrefix{address, length}.last();
  const IpAddress next = last.plus(1);
  if (next < last) return std::nullopt;
  return IpPrefix{next, length};
}

// Returns the first free subnet of the pool. Each taken range is skipped in one step, even a large
// one.
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

std::vector<AllocatedPrefix> without_covering_routes(const Pool& pool,
                                                     std::vector<AllocatedPrefix> taken) {
  std::erase_if(taken, [&](const AllocatedPrefix& entry) {
    return entry.is_route && entry.prefix.length < pool.length;
  });
  return taken;
}

// Returns the number of subnets in the pools, at most 2^64 - 1.
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
                                                " cannot be divided into subnets of /" +
                                                std::to_string(pool.length));
}

// Returns the pools of the family. It is an error if one of them cannot be divided.
Result<std::vector<Pool>> pools_of(Family family, const std::vector<Pool>& pools) {
  std::vector<Pool> fitting;
  for (const auto& pool : pools)
    if (pool.base.address.family() == family) fitting.push_back(pool);
  for (const auto& pool : fitting) MYDOCKER_CHECK(check_pool(pool));
  return fitting;
}

Result<std::optional<IpPrefix>> first_unused_in(const Pool& pool, const InUseUntil& in_use_until) {
  std::optional<IpPrefix> candidate = IpPrefix{pool.base.network().address, pool.length};
  while (candidate && pool.base.contains(candidate->address)) {
    MYDOCKER_TRY(const auto last, in_use_until(*candidate));
    if (!last) return candidate;
    candidate = subnet_after(*last, pool.length);
  }
  return std::optional<IpPrefix>();
}

}  // namespace

// Returns the default pools. Ranges that few other tools use come first:
// - Podman starts at 10.88.
// - Kubernetes distributions use 10.32 to 10.43, 10.96 to 10.111, 10.128, 10.152, 10.233, 10.244.
// - Cloud providers use 10.0 to 10.15, and one uses everything from 10.128.
// - Docker uses 172.16.0.0/12, and many networks use 192.168.0.0/16.
// The caller also excludes the host's own addresses and routes.
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
  MYDOCKER_TRY(const auto fitting, pools_of(family, pools));
  for (const auto& pool : fitting)
    if (const auto free = first_free_in(pool, taken)) return *free;
  for (const auto& pool : fitting)
    if (const auto free = first_free_in(pool, without_covering_routes(pool, taken))) return *free;
  return Error(ErrorKind::exhausted,
               std::string("no free ") + (family == Family::v4 ? "IPv4" : "IPv6") +
                   " subnet: each of the " + std::to_string(count_subnets(fitting)) +
                   " in the address pools overlaps a network or route")
      .hint("remove a network, add --subnet, or add address_pools to the configuration");
}

Result<std::optional<IpPrefix>> first_unused_subnet(Family family, const std::vector<Pool>& pools,
                                                    const InUseUntil& in_use_until) {
  MYDOCKER_TRY(const auto fitting, pools_of(family, pools));
  for (const auto& pool : fitting) {
    MYDOCKER_TRY(const auto unused, first_unused_in(pool, in_use_until));
    if (unused) return unused;
  }
  return std::optional<IpPrefix>();
}

bool is_covering_route(const AllocatedPrefix& entry, const IpPrefix& subnet) {
  return entry.is_route && entry.prefix.length < subnet.length && entry.prefix.contains(subnet);
}

Result<void> check_free(const IpPrefix& wanted, const std::vector<AllocatedPrefix>& taken) {
  for (const auto& entry : taken)
    if (entry.prefix.overlaps(wanted) && !is_covering_route(entry, wanted))
      return Error(ErrorKind::already_exists, "subnet " + base::quoted(wanted.text()) +
                                                  " overlaps " + entry.prefix.text() +
                                                  ", used by " + entry.holder)
          .hint("choose another --subnet, or leave it out to get a free one");
  return {};
}

}  // namespace mydocker::ipam
