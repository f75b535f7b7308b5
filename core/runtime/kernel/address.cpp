#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

// Longest prefix with a broadcast address; a /31 has none (RFC 3021).
constexpr unsigned kLongestWithBroadcast = 30;

NetlinkMessage address_message(int type, int flags, const IpPrefix& address, int link) {
  ifaddrmsg header{};
  header.ifa_family = family_number(address.address.family());
  header.ifa_prefixlen = static_cast<std::uint8_t>(address.length);
  header.ifa_index = static_cast<std::uint32_t>(link);
  NetlinkMessage message(type, flags, header);
  message.put_address(IFA_LOCAL, address.address);
  message.put_address(IFA_ADDRESS, address.address);
  return message;
}

constexpr const char* kNoRoute = "its connected route is missing";

// Returns whether the kernel adds a route together with the address (RTPROT_KERNEL, "connected
// route"). It leads to the neighbours of the address. An address with the length 32 or 128 has
// none.
bool has_connected_route(const IpPrefix& address) {
  return address.length < (address.address.is_v4() ? 32U : 128U);
}

// Builds a message about the connected route: the route that the kernel adds together with the
// address.
NetlinkMessage connected_route(int type, int flags, const IpPrefix& address, int link) {
  constexpr std::uint32_t kMetricV6 = 256;  // IP6_RT_PRIO_ADDRCONF; the metric is 0 for IPv4
  rtmsg header{};
  header.rtm_family = family_number(address.address.family());
  header.rtm_dst_len = static_cast<std::uint8_t>(address.length);
  header.rtm_table = RT_TABLE_MAIN;
  header.rtm_protocol = RTPROT_KERNEL;
  header.rtm_type = RTN_UNICAST;
  header.rtm_scope = RT_SCOPE_LINK;
  NetlinkMessage message(type, flags, header);
  message.put_address(RTA_DST, address.network().address);
  message.put_u32(RTA_OIF, static_cast<std::uint32_t>(link));
  if (address.address.is_v4())
    message.put_address(RTA_PREFSRC, address.address);
  else
    message.put_u32(RTA_PRIORITY, kMetricV6);
  return message;
}

// Returns whether the kernel has lost the connected route of the address. False for a link that is
// down, because such a link has no routes. Another route to the same network through this link
// counts as the connected route.
Result<bool> lost_route(NetlinkSocket& socket, const Address& address, int link) {
  if (!has_connected_route(address.address)) return false;
  MYDOCKER_TRY(const auto state, find_link(socket, address.link));
  if (!state || !state->up) return false;
  rtmsg header{};
  header.rtm_family = family_number(address.address.address.family());
  header.rtm_table = RT_TABLE_MAIN;
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  ObjectList list;
  if (const Ack ack = socket.list(question, list); !ack.ok()) return error_of(ack);
  for (std::size_t at = 0; at < list.size(); ++at) {
    const auto route = route_from(*list.at(at));
    if (route && !route->cloned && route->table == RT_TABLE_MAIN && route->link == link &&
        route->destination == address.address.network())
      return false;
  }
  return true;
}

Result<Observation> with_route(NetlinkSocket& socket, const Address& address, int link) {
  MYDOCKER_TRY(const bool lost, lost_route(socket, address, link));
  if (!lost) return Observation{State::matches, "", ""};
  return Observation{State::differs, kNoRoute, address.address.text(), true};
}

Result<void> create_route(Namespaces& namespaces, const Address& address) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(address.place));
  const int link = link_index(socket, address.link);
  NetlinkMessage message =
      connected_route(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, address.address, link);
  return result_of(socket.change(message)).within("add its connected route");
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Address& address) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(address.place));
  const int link = link_index(socket, address.link);
  if (link == 0) return Observation{};
  ifaddrmsg header{};
  header.ifa_family = family_number(address.address.address.family());
  header.ifa_index = static_cast<std::uint32_t>(link);
  NetlinkMessage question(RTM_GETADDR, 0, header);
  ObjectList found;
  const Ack ack = socket.list(question, found);
  if (ack.error == ENODEV) return Observation{};
  if (!ack.ok()) return error_of(ack);

  Observation observation;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto state = address_from(*found.at(i));
    // Old kernels ignore the index of the link in the request, and list the addresses of all links.
    if (!state || state->link != link || state->local != address.address.address) continue;
    if (state->prefix.length == address.address.length) return with_route(socket, address, link);
    observation = {State::differs, "prefix length " + std::to_string(state->prefix.length),
                   IpPrefix{state->local, state->prefix.length}.text(), true};
  }
  return observation;
}

NetlinkMessage creation_message(const Address& address, int link) {
  NetlinkMessage message =
      address_message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, address.address, link);
  const bool is_v4 = address.address.address.is_v4();
  if (is_v4 && address.address.length <= kLongestWithBroadcast)
    message.put_address(IFA_BROADCAST, address.address.last());
  // mydocker has chosen the address for one container, so no other host uses it. So the kernel does
  // not test this with duplicate address detection (RFC 4862).
  if (!is_v4) message.put_u32(IFA_FLAGS, IFA_F_NODAD);
  return message;
}

Result<void> create(Namespaces& namespaces, const Address& address) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(address.place));
  const int link = link_index(socket, address.link);
  if (link == 0) return error_of({ENODEV, {}}).within("link \"" + address.link + "\"");
  NetlinkMessage message = creation_message(address, link);
  return result_of(socket.change(message));
}

// The link has the address with another prefix length, or only the connected route is missing. In
// the first case, the planned prefix length is added before the old one is removed. So the link
// always has the address.
Result<void> update(Namespaces& namespaces, const Address& address, const std::string& found) {
  if (found == address.address.text()) return create_route(namespaces, address);
  MYDOCKER_CHECK(create(namespaces, address));
  Address old = address;
  MYDOCKER_TRY(old.address, IpPrefix::parse(found));
  return destroy(namespaces, old);
}

Result<void> destroy(Namespaces& namespaces, const Address& address) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(address.place));
  const int link = link_index(socket, address.link);
  if (link == 0) return {};
  NetlinkMessage message = address_message(RTM_DELADDR, 0, address.address, link);
  const Ack ack = socket.change(message);
  if (ack.error == EADDRNOTAVAIL || ack.error == ENODEV) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel
