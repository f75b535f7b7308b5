// Addresses and routes as the kernel lists them (rtnetlink(7), RTM_GETADDR and RTM_GETROUTE).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/netlink_message.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// One address of a link.
struct AddressState {
  int link = 0;  // index of the link
  IpAddress local;
  IpPrefix prefix;  // the reachable prefix; for a point-to-point link, the remote address
};

// One of several next hops of a route.
struct NextHopState {
  int link = 0;  // index of the link
  std::optional<IpAddress> via;
  std::uint16_t weight = 1;
  bool onlink = false;
  bool operator==(const NextHopState&) const = default;
};

// One route of the kernel, from any table.
struct RouteState {
  std::uint32_t table = 0;
  std::uint8_t protocol = 0;  // RTPROT_STATIC, ...
  std::uint8_t type = 0;      // RTN_UNICAST, ...
  bool cloned = false;        // whether the message is a cache entry, not a route
  IpPrefix destination;
  std::optional<IpAddress> via;
  int link = 0;  // index of the link, or of the first link of a multipath route; 0: none
  std::uint32_t metric = 0;
  std::uint8_t scope = 0;  // RT_SCOPE_UNIVERSE, ...; always 0 for IPv6
  std::optional<IpAddress> source;
  std::uint32_t mtu = 0;  // MTU in bytes; 0: the MTU of the link
  bool onlink = false;
  std::vector<NextHopState> next_hops;  // filled only for a multipath route
};

// Returns the number of a table for the header of a message. A number above 255 is in an attribute
// only.
std::uint8_t table_byte(std::uint32_t table);

// Returns AF_INET or AF_INET6.
std::uint8_t family_number(Family family);
// Returns the family for AF_INET or AF_INET6, and nullopt for all other numbers.
std::optional<Family> family_from(int number);

// Returns the address in an attribute, or nullopt if the attribute is null or has another size.
std::optional<IpAddress> address_in(Family family, nlattr* attribute);

// These functions return nullopt for a family other than IPv4 and IPv6, and for a message that does
// not parse.
std::optional<AddressState> address_from(nlmsghdr& message);
std::optional<RouteState> route_from(nlmsghdr& message);

// The default routes of the main table (rtnetlink(7), RTM_GETROUTE).
//
// Main entry points: list_default_routes(), default_link().

// Returns all default routes of the family, in the kernel's order. Empty if the kernel does not
// support the family.
Result<std::vector<RouteState>> list_default_routes(NetlinkSocket& socket, Family family);

// Returns the index of the link of the default route with the lowest metric. 0: there is no default
// route. Usually this takes one lookup, without a list of all routes.
Result<int> default_link(NetlinkSocket& socket, Family family);

}  // namespace mydocker::kernel
