#include "runtime/ipam/address_space.hpp"

#include <algorithm>
#include <string>

#include "runtime/base/digest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/address_rules.hpp"

namespace mydocker::ipam {
namespace {

using model::AddressRange;
using model::Subnet;

bool is_excluded(const Subnet& subnet, const IpAddress& address) {
  if (subnet.gateway == address) return true;
  for (const auto* kept : {&subnet.aux_addresses, &subnet.reservations, &subnet.host_addresses})
    for (const auto& entry : *kept)
      if (entry.second == address) return true;
  return false;
}

// Returns the lowest address that is not leased, reserved or the gateway. Each reserved address
// costs one more lookup. Users enter reserved addresses one by one, so there are few.
Result<std::optional<IpAddress>> first_in(const Subnet& subnet, const AddressRange& range,
                                          Leases& leases) {
  IpAddress from = range.first;
  while (from <= range.last) {
    MYDOCKER_TRY(const auto free, leases.first_free(from, range.last));
    if (!free || !is_excluded(subnet, *free)) return free;
    if (*free == range.last) break;
    from = free->plus(1);
  }
  return std::optional<IpAddress>();
}

Error no_address_left(const Subnet& subnet, const AddressRange& whole) {
  const std::string range = whole.first > whole.last
                                ? "that a container can have"
                                : "from " + whole.first.text() + " to " + whole.last.text();
  return Error(ErrorKind::exhausted,
               "no free address in subnet " + subnet.prefix.text() + " " + range)
      .hint("disconnect a container, or create a network with a larger --subnet");
}

// Returns the first free address from `start` on. After the end of the range, the search continues
// at its first address.
Result<IpAddress> first_free_from(const Subnet& subnet, const IpAddress& start, Leases& leases) {
  const AddressRange whole = assignable(subnet);
  MYDOCKER_TRY(auto free, first_in(subnet, {start, whole.last}, leases));
  if (!free && start > whole.first) {
    MYDOCKER_TRY(free, first_in(subnet, {whole.first, start}, leases));
  }
  if (!free) return no_address_left(subnet, whole);
  return *free;
}

}  // namespace

std::optional<IpAddress> default_gateway(const Subnet& subnet) {
  if (subnet.prefix.length == subnet.prefix.address.bits()) return std::nullopt;
  IpAddress candidate = model::lowest_usable(subnet.prefix);
  const IpAddress last = model::highest_usable(subnet.prefix);
  while (is_excluded(subnet, candidate)) {
    if (candidate == last) return std::nullopt;
    candidate = candidate.plus(1);
  }
  return candidate;
}

AddressRange assignable(const Subnet& subnet) {
  AddressRange result{model::lowest_usable(subnet.prefix), model::highest_usable(subnet.prefix)};
  if (!subnet.range) return result;
  result.first = std::max(result.first, subnet.range->first);
  result.last = std::min(result.last, subnet.range->last);
  return result;
}

Result<void> check_static(const Subnet& subnet, const IpAddress& address,
                          const std::string& container) {
  using enum ErrorKind;
  const std::string subject = "address " + address.text();
  if (!subnet.prefix.contains(address))
    return Error(invalid_argument, subject + " is not in subnet " + subnet.prefix.text());
  if (!model::is_usable(subnet.prefix, address))
    return Error(invalid_argument,
                 subject +
                     (address.is_v4() ? " is the network or broadcast address of"
                                      : " is the subnet-router anycast address of") +
                     " subnet " + subnet.prefix.text());
  if (subnet.gateway == address)
    return Error(already_exists, subject + " is the gateway of subnet " + subnet.prefix.text());
  for (const auto* kept : {&subnet.aux_addresses, &subnet.host_addresses})
    for (const auto& [name, reserved] : *kept)
      if (reserved == address)
        return Error(already_exists, subject + " is reserved as " + base::quoted(name));
  for (const auto& [owner, reserved] : subnet.reservations)
    if (reserved == address && owner != container)
      return Error(already_exists, subject + " is reserved for container " + base::quoted(owner))
          .hint("choose another address, or leave --ip out");
  return {};
}

Result<IpAddress> next_address(const Subnet& subnet, const std::optional<IpAddress>& cursor,
                               Leases& leases) {
  const AddressRange whole = assignable(subnet);
  const bool goes_on = cursor && *cursor >= whole.first && *cursor < whole.last;
  return first_free_from(subnet, goes_on ? cursor->plus(1) : whole.first, leases);
}

Result<IpAddress> address_for(const Subnet& subnet, const std::string& container, Leases& leases) {
  const AddressRange whole = assignable(subnet);
  if (whole.first > whole.last) return no_address_left(subnet, whole);
  // At most so many addresses from the start of the range are used, so that IPv6 addresses stay
  // short.
  constexpr std::uint64_t kShortList = 65536;
  const auto count = std::min(whole.last.distance_from(whole.first), kShortList - 1) + 1;
  return first_free_from(subnet, whole.first.plus(base::digest_number(container) % count), leases);
}

}  // namespace mydocker::ipam
