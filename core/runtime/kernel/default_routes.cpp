#include "runtime/kernel/default_routes.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>
#include <cerrno>
#include <optional>

namespace mydocker::kernel {
namespace {

// An address for documentation (RFC 5737, RFC 3849), which only a default route covers.
IpAddress somewhere(Family family) {
  if (family == Family::v4) return IpAddress::v4(0xc0000201);  // 192.0.2.1
  return {Family::v6, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
}

bool is_default(const RouteState& route) {
  return !route.cloned && route.table == RT_TABLE_MAIN && route.type == RTN_UNICAST &&
         route.destination.length == 0 && route.link != 0;
}

// Finds the link by looking up the route to somewhere(). 0: the host has no route to it, so it has
// no usable default route. Returns nullopt if the route to it is another one.
std::optional<int> default_link_by_lookup(NetlinkSocket& socket, Family family) {
  const IpAddress target = somewhere(family);
  rtmsg header{};
  header.rtm_family = family_number(family);
  header.rtm_dst_len = static_cast<std::uint8_t>(target.bits());
  header.rtm_flags = RTM_F_FIB_MATCH | RTM_F_LOOKUP_TABLE;
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  question.put_address(RTA_DST, target);
  ObjectList found;
  const Ack ack = socket.get(question, found);
  if (ack.error == ENETUNREACH) return 0;
  if (!ack.ok() || found.empty()) return std::nullopt;
  const auto route = route_from(*found.at(0));
  return route && is_default(*route) ? std::optional(route->link) : std::nullopt;
}

}  // namespace

Result<std::vector<RouteState>> list_default_routes(NetlinkSocket& socket, Family family) {
  rtmsg header{};
  header.rtm_family = family_number(family);
  header.rtm_table = RT_TABLE_MAIN;
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  ObjectList list;
  const Ack ack = socket.list(question, list);
  // ENOENT: the table does not exist, so it has no routes. The others: the family is not supported.
  if (ack.error == ENOENT || ack.error == EOPNOTSUPP || ack.error == EAFNOSUPPORT)
    return std::vector<RouteState>();
  if (!ack.ok()) return error_of(ack);
  std::vector<RouteState> routes;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto route = route_from(*list.at(i));
    if (route && is_default(*route) && route->destination.address.family() == family)
      routes.push_back(*route);
  }
  return routes;
}

Result<int> default_link(NetlinkSocket& socket, Family family) {
  if (const auto found = default_link_by_lookup(socket, family)) return *found;
  // A policy rule or two half-default routes can hide the default route from the lookup.
  MYDOCKER_TRY(const auto routes, list_default_routes(socket, family));
  const auto best = std::ranges::min_element(routes, {}, &RouteState::metric);
  return best == routes.end() ? 0 : best->link;
}

}  // namespace mydocker::kernel
