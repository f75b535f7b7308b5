#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "runtime/kernel/ip_configuration.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

constexpr std::uint32_t kDefaultMetricV6 = 1024;  // IP6_RT_PRIO_USER; IPv4 has 0

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

rtmsg header_of(const Route& route) {
  rtmsg header{};
  header.rtm_family = family_number(route.destination.address.family());
  header.rtm_dst_len = static_cast<std::uint8_t>(route.destination.length);
  header.rtm_table = table_byte(table_of(route));
  header.rtm_protocol = RTPROT_STATIC;
  header.rtm_type = type_number(route.type);
  header.rtm_scope = route.via || ends_here(route) ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
  return header;
}

void put_via(NetlinkMessage& message, const Route& route) {
  if (!route.via) return;
  if (route.via->family() == route.destination.address.family()) {
    message.put_address(RTA_GATEWAY, *route.via);
    return;
  }
  struct {  // an rtvia with an IPv6 address: the kernel has no other mixture of families
    std::uint16_t family = AF_INET6;
    std::array<std::uint8_t, 16> address{};
  } via{AF_INET6, route.via->bytes()};
  message.put(RTA_VIA, &via, sizeof via);
}

NetlinkMessage route_message(int type, int flags, const Route& route, int link) {
  NetlinkMessage message(type, flags, header_of(route));
  if (route.destination.length != 0)
    message.put_address(RTA_DST, route.destination.network().address);
  put_via(message, route);
  if (!ends_here(route)) message.put_u32(RTA_OIF, static_cast<std::uint32_t>(link));
  // The default metric is sent too. Without a metric, the kernel removes a route of any metric.
  if (const auto metric = metric_of(route); metric != 0) message.put_u32(RTA_PRIORITY, metric);
  if (route.table != 0) message.put_u32(RTA_TABLE, route.table);
  return message;
}

Observation observation_of(const NetlinkSocket& socket, const RouteState& found,
                           const Route& route) {
  if (ends_here(route) || found.type != RTN_UNICAST) {
    if (found.type == type_number(route.type) && found.protocol == RTPROT_STATIC)
      return {State::matches, "", ""};
    return {State::foreign, "a route of another type", ""};
  }
  const std::string link = link_name(socket, found.link);
  if (link != route.link) return {State::foreign, "through link \"" + link + "\"", ""};
  if (found.protocol != RTPROT_STATIC)
    return {State::foreign, "a route of protocol " + std::to_string(found.protocol), ""};
  if (found.via == route.via) return {State::matches, "", ""};
  return {State::differs, found.via ? "via " + found.via->text() : "without a gateway", "", true};
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Route& route) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(route.place));
  if (!ends_here(route) && link_index(socket, route.link) == 0) return Observation{};
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
      return observation_of(socket, *found, route);
  }
  return Observation{};
}

NetlinkMessage creation_message(const Route& route, int link) {
  return route_message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, route, link);
}

Result<void> create(Namespaces& namespaces, const Route& route) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(route.place));
  const int link = ends_here(route) ? 0 : link_index(socket, route.link);
  if (link == 0 && !ends_here(route))
    return error_of({ENODEV, {}}).within("link \"" + route.link + "\"");
  NetlinkMessage message = creation_message(route, link);
  const Ack ack = socket.change(message);
  if (ack.error != EEXIST) return result_of(ack);
  return error_of(ack).hint("another route to the same destination has this metric");
}

Result<void> update(Namespaces& namespaces, const Route& route, const std::string& /*found*/) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(route.place));
  const int link = link_index(socket, route.link);
  if (link == 0) return error_of({ENODEV, {}}).within("link \"" + route.link + "\"");
  NetlinkMessage message = route_message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, route, link);
  return result_of(socket.change(message));
}

Result<void> destroy(Namespaces& namespaces, const Route& route) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(route.place));
  const int link = ends_here(route) ? 0 : link_index(socket, route.link);
  if (link == 0 && !ends_here(route)) return {};
  NetlinkMessage message = route_message(RTM_DELROUTE, 0, route, link);
  const Ack ack = socket.change(message);
  if (ack.error == ESRCH || ack.error == ENODEV) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel
