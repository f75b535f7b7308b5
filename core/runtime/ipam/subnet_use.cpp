#include "runtime/ipam/subnet_use.hpp"

#include <limits>
#include <set>

#include "runtime/ipam/address_space.hpp"
#include "runtime/model/address_rules.hpp"

namespace mydocker::ipam {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

std::uint64_t count(const model::AddressRange& range) {
  if (range.first > range.last) return 0;
  const std::uint64_t distance = range.last.distance_from(range.first);
  return distance == kMost ? kMost : distance + 1;
}

// Returns all addresses of the subnet that are in use.
std::set<IpAddress> in_use(const model::Subnet& subnet,
                           const std::vector<model::Endpoint>& endpoints) {
  std::set<IpAddress> addresses;
  if (subnet.gateway) addresses.insert(*subnet.gateway);
  for (const auto* kept : {&subnet.aux_addresses, &subnet.reservations, &subnet.host_addresses})
    for (const auto& entry : *kept) addresses.insert(entry.second);
  for (const auto& endpoint : endpoints)
    for (const auto& own : endpoint.addresses)
      if (subnet.prefix.contains(own.address)) addresses.insert(own.address);
  for (const auto& edge : {subnet.prefix.network().address, subnet.prefix.last()})
    if (!model::is_usable(subnet.prefix, edge)) addresses.insert(edge);
  return addresses;
}

}  // namespace

SubnetUse use_of(const model::Subnet& subnet, const std::vector<model::Endpoint>& endpoints) {
  const model::AddressRange range = assignable(subnet);
  SubnetUse use;
  use.subnet = subnet.prefix;
  use.available = count(range);
  for (const auto& address : in_use(subnet, endpoints)) {
    ++use.in_use;
    const bool counted = address >= range.first && address <= range.last;
    if (counted && use.available != kMost) --use.available;
  }
  return use;
}

}  // namespace mydocker::ipam
