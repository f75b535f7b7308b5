#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

constexpr std::uint32_t kDefaultMetricV6 = 1024;  // IP6_RT_PRIO_USER; the default is 0 for IPv4

std::uint32_t metric_of(const Route& route) {
  return route.metric == 0 && !route.destination.address.is_v4() ? kDefaultMetricV6 : route.metric;
}

std::uint8_t type_number(RouteType type) {
  constexpr std::uint8_t kNumbers[] = {RTN_UNICAST, RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT};
  return kNumbers[static_cast<std::size_t>(type)];
}

std::uint32_t table_of(const Route& route) {
  return route.table == 0 ? std::uint32_t{RT_TABLE_MAIN} : route.table;
}

bool ends_here(const Route& route) { return route.type != RouteType::unicast; }

std::uint8_t scope_number(RouteScope scope) {
  constexpr std::uint8_t kNumbers[] = {RT_SCOPE_UNIVERSE, RT_SCOPE_LINK, RT_SCOPE_HOST};
  return kNumbers[static_cast<std::size_t>(scope)];
}

// Returns the scope of a route. IPv6 has no scopes.
std::uint8_t scope_of(const Route& route) {
  if (route.scope) return scope_number(*route.scope);
  const auto has_gateway = [](const NextHop& hop) { return hop.via.has_value(); };
  const bool has_via = route.via || std::ranges::any_of(route.next_hops, has_gateway);
  const bool is_global = has_via || ends_here(route) || !route.destination.address.is_v4();
  return is_global ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
}

std::uint8_t onlink_flag(bool onlink) { return onlink ? RTNH_F_ONLINK : std::uint8_t{0}; }

rtmsg header_of(const Route& route) {
  rtmsg header{};
  header.rtm_family = family_number(route.destination.address.family());
  header.rtm_dst_len = static_cast<std::uint8_t>(route.destination.length);
  header.rtm_table = table_byte(table_of(route));
  header.rtm_protocol = RTPROT_STATIC;
  header.rtm_type = type_number(route.type);
  header.rtm_scope = scope_of(route);
  header.rtm_flags = onlink_flag(route.onlink);
  return header;
}

void put_via(NetlinkMessage& message, const Route& route) {
  if (!route.via) return;
  if (route.via->family() == route.destination.address.family()) {
    message.put_address(RTA_GATEWAY, *route.via);
    return;
  }
  struct {  // an rtvia with an IPv6 address; the kernel allows no other mixture of families
    std::uint16_t family = AF_INET6;
    std::array<std::uint8_t, 16> address{};
  } via{AF_INET6, route.via->bytes()};
  message.put(RTA_VIA, &via, sizeof via);
}

// Returns the links of the route and of its next hops, in this order. 0: the link is missing.
std::vector<int> links_of(const NetlinkSocket& socket, const Route& route) {
  if (ends_here(route)) return {};
  if (route.next_hops.empty()) return {link_index(socket, route.link)};
  std::vector<int> links;
  for (const auto& hop : route.next_hops) links.push_back(link_index(socket, hop.link));
  return links;
}

// Adds a next hop to the message. It is a struct rtnexthop, followed by its attributes. The struct
// contains the size of both.
void put_next_hop(NetlinkMessage& message, const NextHop& hop, int link) {
  rtnexthop header{};
  header.rtnh_flags = onlink_flag(hop.onlink);
  header.rtnh_hops = static_cast<std::uint8_t>(hop.weight - 1);
  header.rtnh_ifindex = link;
  const std::size_t gateway = hop.via ? NLA_ALIGN(NLA_HDRLEN + hop.via->size()) : 0;
  header.rtnh_len = static_cast<std::uint16_t>(sizeof header + gateway);
  message.append(header);
  if (hop.via) message.put_address(RTA_GATEWAY, *hop.via);
}

void put_links(NetlinkMessage& message, const Route& route, const std::vector<int>& links) {
  if (links.empty()) return;
  if (route.next_hops.empty()) {
    message.put_u32(RTA_OIF, static_cast<std::uint32_t>(links.front()));
    return;
  }
  const NestedAttribute list(message, RTA_MULTIPATH);
  for (std::size_t i = 0; i < links.size(); ++i)
    put_next_hop(message, route.next_hops[i], links[i]);
}

// Returns a message with the fields that identify the route.
NetlinkMessage key_message(int type, int flags, const Route& route, const std::vector<int>& links) {
  NetlinkMessage message(type, flags, header_of(route));
  if (route.destination.length != 0)
    message.put_address(RTA_DST, route.destination.network().address);
  put_via(message, route);
  put_links(message, route, links);
  // The default metric is sent too. Without a metric, the kernel would remove a route with any
  // metric.
  if (const auto metric = metric_of(route); metric != 0) message.put_u32(RTA_PRIORITY, metric);
  if (route.table != 0) message.put_u32(RTA_TABLE, route.table);
  return message;
}

NetlinkMessage whole_message(int flags, const Route& route, const std::vector<int>& links) {
  auto message = key_message(RTM_NEWROUTE, NLM_F_CREATE | flags, route, links);
  if (route.source) message.put_address(RTA_PREFSRC, *route.source);
  if (route.mtu != 0) {
    const NestedAttribute metrics(message, RTA_METRICS);
    message.put_u32(RTAX_MTU, route.mtu);
  }
  return message;
}

std::vector<NextHopState> planned_hops(const Route& route, const std::vector<int>& links) {
  std::vector<NextHopState> hops;
  for (std::size_t i = 0; i < route.next_hops.size(); ++i) {
    const auto& hop = route.next_hops[i];
    hops.push_back({links[i], hop.via, hop.weight, hop.onlink});
  }
  return hops;
}

std::string text_of(const std::optional<IpAddress>& address, const std::string& name) {
  return address ? name + " " + address->text() : "without a " + name;
}

// Returns the difference between the route in the kernel and the plan. Empty: there is no
// difference.
std::string route_difference(const RouteState& found, const Route& route,
                             const std::vector<int>& links) {
  if (found.via != route.via) return found.via ? "via " + found.via->text() : "without a gateway";
  if (!std::ranges::is_permutation(found.next_hops, planned_hops(route, links)))
    return "other next hops";
  if (found.source != route.source) return text_of(found.source, "source");
  if (found.mtu != route.mtu) return "mtu " + std::to_string(found.mtu);
  if (found.onlink != route.onlink) return found.onlink ? "onlink" : "not onlink";
  return found.scope == scope_of(route) ? "" : "scope " + std::to_string(found.scope);
}

Observation observation_of(const NetlinkSocket& socket, const RouteState& found, const Route& route,
                           const std::vector<int>& links) {
  if (ends_here(route) || found.type != RTN_UNICAST) {
    if (found.type == type_number(route.type) && found.protocol == RTPROT_STATIC)
      return {State::matches, "", ""};
    return {State::foreign, "a route of another type", ""};
  }
  if (std::ranges::find(links, found.link) == links.end())
    return {State::foreign, "through link \"" + link_name(socket, found.link) + "\"", ""};
  if (found.protocol != RTPROT_STATIC)
    return {State::foreign, "a route of protocol " + std::to_string(found.protocol), ""};
  const auto difference = route_difference(found, route, links);
  if (difference.empty()) return {State::matches, "", ""};
  return {State::differs, difference, "", true};
}

bool has_all(const std::vector<int>& links) { return std::ranges::find(links, 0) == links.end(); }

Error missing_link(const Route& route, const std::vector<int>& links) {
  const auto at = static_cast<std::size_t>(std::ranges::find(links, 0) - links.begin());
  const auto& name = route.next_hops.empty() ? route.link : route.next_hops[at].link;
  return error_of({ENODEV, {}}).within("link \"" + name + "\"");
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Route& route) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(route.place));
  const auto links = links_of(socket, route);
  if (!has_all(links)) return Observation{};
  rtmsg header{};
  header.rtm_family = family_number(route.destination.address.family());
  header.rtm_table = table_byte(table_of(route));
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  if (route.table != 0) question.put_u32(RTA_TABLE, route.table);
  ObjectList list;
  const Ack ack = socket.list(question, list);
  if (ack.error == ENOENT) return Observation{};  // the table does not exist
  if (!ack.ok()) return error_of(ack);
  const IpPrefix destination = route.destination.network();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto found = route_from(*list.at(i));
    if (found && !found->cloned && found->table == table_of(route) &&
        found->destination == destination && found->metric == metric_of(route))
      return observation_of(socket, *found, route, links);
  }
  return Observation{};
}

NetlinkMessage creation_message(const Route& route, int link) {
  return whole_message(NLM_F_EXCL, route,
                       ends_here(route) ? std::vector<int>() : std::vector{link});
}

Result<void> create(Namespaces& namespaces, const Route& route) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(route.place));
  const auto links = links_of(socket, route);
  if (!has_all(links)) return missing_link(route, links);
  NetlinkMessage message = whole_message(NLM_F_EXCL, route, links);
  const Ack ack = socket.change(message);
  if (ack.error != EEXIST) return result_of(ack);
  return error_of(ack).hint("another route to the same destination has this metric");
}

Result<void> update(Namespaces& namespaces, const Route& route, const std::string& /*found*/) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(route.place));
  const auto links = links_of(socket, route);
  if (!has_all(links)) return missing_link(route, links);
  NetlinkMessage message = whole_message(NLM_F_REPLACE, route, links);
  return result_of(socket.change(message));
}

Result<void> destroy(Namespaces& namespaces, const Route& route) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(route.place));
  const auto links = links_of(socket, route);
  if (!has_all(links)) return {};
  NetlinkMessage message = key_message(RTM_DELROUTE, 0, route, links);
  const Ack ack = socket.change(message);
  if (ack.error == ESRCH || ack.error == ENODEV) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel
