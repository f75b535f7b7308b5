#include "runtime/kernel/ip_state.hpp"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace mydocker::kernel {
namespace {

using RouteAttributes = std::array<nlattr*, RTA_MAX + 1>;

// Returns the gateway in the attribute RTA_VIA. Its family differs from the family of the route
// (RFC 8950).
std::optional<IpAddress> address_in_via(nlattr* attribute) {
  if (attribute == nullptr || nla_len(attribute) < static_cast<int>(sizeof(rtvia)))
    return std::nullopt;
  const auto* via = static_cast<const rtvia*>(nla_data(attribute));
  const auto family = family_from(via->rtvia_family);
  if (!family) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  const std::size_t size = IpAddress(*family, bytes).size();
  if (nla_len(attribute) != static_cast<int>(sizeof *via + size)) return std::nullopt;
  std::memcpy(bytes.data(), via + 1, size);
  return IpAddress(*family, bytes);
}

std::optional<IpAddress> gateway_in(Family family, const RouteAttributes& attributes) {
  const auto gateway = address_in(family, attributes[RTA_GATEWAY]);
  return gateway ? gateway : address_in_via(attributes[RTA_VIA]);
}

// Reads RTA_MULTIPATH: a list of rtnexthop structs, each with its own attributes.
std::vector<NextHopState> next_hops_in(Family family, nlattr* list) {
  std::vector<NextHopState> hops;
  if (list == nullptr) return hops;
  int rest = nla_len(list);
  auto* hop = static_cast<rtnexthop*>(nla_data(list));
  // The size is checked first, because RTNH_OK() would read a struct behind the end of the list.
  while (rest >= static_cast<int>(sizeof *hop) && RTNH_OK(hop, rest)) {
    RouteAttributes attributes{};
    const int size = hop->rtnh_len - static_cast<int>(sizeof *hop);
    if (nla_parse(attributes.data(), RTA_MAX, reinterpret_cast<nlattr*>(hop + 1), size, nullptr) <
        0)
      return {};
    hops.push_back({hop->rtnh_ifindex, gateway_in(family, attributes),
                    static_cast<std::uint16_t>(hop->rtnh_hops + 1),
                    (hop->rtnh_flags & RTNH_F_ONLINK) != 0});
    rest -= static_cast<int>(RTNH_ALIGN(hop->rtnh_len));
    hop = RTNH_NEXT(hop);
  }
  return hops;
}

std::uint32_t mtu_in(nlattr* metrics) {
  std::array<nlattr*, RTAX_MAX + 1> attributes{};
  if (metrics == nullptr || nla_parse_nested(attributes.data(), RTAX_MAX, metrics, nullptr) < 0 ||
      attributes[RTAX_MTU] == nullptr)
    return 0;
  return nla_get_u32(attributes[RTAX_MTU]);
}

int link_of(const RouteAttributes& attributes, const std::vector<NextHopState>& hops) {
  if (attributes[RTA_OIF] != nullptr) return static_cast<int>(nla_get_u32(attributes[RTA_OIF]));
  return hops.empty() ? 0 : hops.front().link;
}

}  // namespace

std::uint8_t table_byte(std::uint32_t table) {
  constexpr std::uint32_t kLargestByte = 255;
  return table > kLargestByte ? std::uint8_t{RT_TABLE_COMPAT} : static_cast<std::uint8_t>(table);
}

std::optional<Family> family_from(int number) {
  if (number == AF_INET) return Family::v4;
  if (number == AF_INET6) return Family::v6;
  return std::nullopt;
}

std::optional<IpAddress> address_in(Family family, nlattr* attribute) {
  std::array<std::uint8_t, 16> bytes{};
  const std::size_t size = IpAddress(family, bytes).size();
  if (attribute == nullptr || nla_len(attribute) != static_cast<int>(size)) return std::nullopt;
  std::memcpy(bytes.data(), nla_data(attribute), size);
  return IpAddress(family, bytes);
}

std::uint8_t family_number(Family family) { return family == Family::v4 ? AF_INET : AF_INET6; }

std::optional<AddressState> address_from(nlmsghdr& message) {
  const auto& header = *static_cast<const ifaddrmsg*>(nlmsg_data(&message));
  std::array<nlattr*, IFA_MAX + 1> attributes{};
  const auto family = family_from(header.ifa_family);
  if (!family || nlmsg_parse(&message, sizeof header, attributes.data(), IFA_MAX, nullptr) < 0)
    return std::nullopt;
  const auto prefix = address_in(*family, attributes[IFA_ADDRESS]);
  const auto local = address_in(*family, attributes[IFA_LOCAL]);
  if (!prefix && !local) return std::nullopt;
  const IpAddress reachable = prefix ? *prefix : *local;
  if (header.ifa_prefixlen > reachable.bits()) return std::nullopt;
  return AddressState{static_cast<int>(header.ifa_index), local ? *local : *prefix,
                      IpPrefix{reachable, header.ifa_prefixlen}};
}

std::optional<RouteState> route_from(nlmsghdr& message) {
  const auto& header = *static_cast<const rtmsg*>(nlmsg_data(&message));
  RouteAttributes attributes{};
  const auto family = family_from(header.rtm_family);
  if (!family || nlmsg_parse(&message, sizeof header, attributes.data(), RTA_MAX, nullptr) < 0)
    return std::nullopt;
  RouteState route;
  route.table =
      attributes[RTA_TABLE] != nullptr ? nla_get_u32(attributes[RTA_TABLE]) : header.rtm_table;
  route.protocol = header.rtm_protocol;
  route.type = header.rtm_type;
  route.cloned = (header.rtm_flags & RTM_F_CLONED) != 0;
  const auto destination = address_in(*family, attributes[RTA_DST]);
  const IpAddress first = destination ? *destination : IpAddress(*family, {});
  if (header.rtm_dst_len > first.bits()) return std::nullopt;
  route.destination = {first, header.rtm_dst_len};
  route.via = gateway_in(*family, attributes);
  route.next_hops = next_hops_in(*family, attributes[RTA_MULTIPATH]);
  route.link = link_of(attributes, route.next_hops);
  route.scope = header.rtm_scope;
  route.onlink = (header.rtm_flags & RTNH_F_ONLINK) != 0;
  route.source = address_in(*family, attributes[RTA_PREFSRC]);
  route.mtu = mtu_in(attributes[RTA_METRICS]);
  if (attributes[RTA_PRIORITY] != nullptr) route.metric = nla_get_u32(attributes[RTA_PRIORITY]);
  return route;
}

namespace {

// Returns an address for documentation (RFC 5737, RFC 3849). Only a default route covers it.
IpAddress somewhere(Family family) {
  if (family == Family::v4) return IpAddress::v4(0xc0000201);  // 192.0.2.1
  return {Family::v6, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
}

bool is_default(const RouteState& route) {
  return !route.cloned && route.table == RT_TABLE_MAIN && route.type == RTN_UNICAST &&
         route.destination.length == 0 && route.link != 0;
}

// Returns the index of the link of the default route. It asks the kernel for the route to
// somewhere(). 0: the host has no route to this address, so it has no usable default route. Returns
// nullopt if the kernel answers with a route that is not a default route.
std::optional<int> default_link_by_lookup(NetlinkSocket& socket, Family family) {
  const IpAddress target = somewhere(family);
  rtmsg header{};
  header.rtm_family = family_number(family);
  header.rtm_dst_len = static_cast<std::uint8_t>(target.bits());
  // RTM_F_LOOKUP_TABLE makes the kernel return the table for IPv4. Without this flag, the kernel
  // refuses the request for IPv6.
  header.rtm_flags = RTM_F_FIB_MATCH;
  if (family == Family::v4) header.rtm_flags |= RTM_F_LOOKUP_TABLE;
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
  // The list keeps only default routes. The kernel sends all routes, and a host can have thousands
  // of others.
  ObjectList list([](nlmsghdr& message) {
    return static_cast<const rtmsg*>(nlmsg_data(&message))->rtm_dst_len == 0;
  });
  const Ack ack = socket.list(question, list);
  // ENOENT: the table does not exist, so it has no routes. Other errors: the family is not
  // supported.
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
  // A routing rule or two half-default routes can hide the default route from the lookup. Then the
  // default routes are listed.
  MYDOCKER_TRY(const auto routes, list_default_routes(socket, family));
  const auto best = std::ranges::min_element(routes, {}, &RouteState::metric);
  return best == routes.end() ? 0 : best->link;
}

}  // namespace mydocker::kernel
