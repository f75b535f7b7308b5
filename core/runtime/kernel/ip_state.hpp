// Addresses and routes as the kernel lists them (rtnetlink(7), RTM_GETADDR and RTM_GETROUTE).
#pragma once

#include <cstdint>
#include <optional>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {

struct AddressState {
  int link = 0;
  IpAddress local;
  IpPrefix prefix;  // what it makes reachable; of a point-to-point link the other end's
};

struct RouteState {
  std::uint32_t table = 0;
  std::uint8_t protocol = 0;  // RTPROT_STATIC, ...
  std::uint8_t type = 0;      // RTN_UNICAST, ...
  bool cloned = false;        // a cache entry, not a route
  IpPrefix destination;
  std::optional<IpAddress> via;
  int link = 0;  // the first one of a route with several; 0: none
  std::uint32_t metric = 0;
};

std::uint8_t family_number(Family family);
std::optional<Family> family_from(int number);

// The address that an attribute holds; null, or of another size: nothing.
std::optional<IpAddress> address_in(Family family, nlattr* attribute);

// Nothing for a family that is not IP's, and for what does not parse.
std::optional<AddressState> address_from(nlmsghdr& message);
std::optional<RouteState> route_from(nlmsghdr& message);

}  // namespace mydocker::kernel
