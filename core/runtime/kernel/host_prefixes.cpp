#include "runtime/kernel/host_prefixes.hpp"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>

#include "runtime/kernel/ip_state.hpp"

namespace mydocker::kernel {
namespace {

bool is_of_no_interest(const IpPrefix& prefix) {
  static const auto kEverywhere = [] {
    std::vector<IpPrefix> prefixes;
    for (const char* text : {"127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32",
                             "::1/128", "fe80::/10", "ff00::/8"})
      if (auto parsed = IpPrefix::parse(text); parsed.ok()) prefixes.push_back(*parsed);
    return prefixes;
  }();
  // Tunnels often replace a default route by two halves. For IPv6 they also use 2000::/3, which
  // contains all global unicast addresses.
  if (prefix.length <= (prefix.address.is_v4() ? 1U : 3U)) return true;
  for (const IpPrefix& everywhere : kEverywhere)
    if (everywhere.contains(prefix)) return true;
  return false;
}

// The types of routes that use their destination.
constexpr std::array<std::uint8_t, 4> kTypes{RTN_UNICAST, RTN_BLACKHOLE, RTN_UNREACHABLE,
                                             RTN_PROHIBIT};
constexpr std::uint8_t kAllTypes = RTN_UNSPEC;

// With more addresses, one list for each type is shorter than one list of all routes.
constexpr std::size_t kFewAddresses = 32;

bool uses_destination(const RouteState& route) {
  return std::ranges::find(kTypes, route.type) != kTypes.end();
}

void add(std::vector<HostPrefix>& held, const HostPrefix& one) {
  if (!is_of_no_interest(one.prefix)) held.push_back(one);
}

Result<void> add_addresses(NetlinkSocket& socket, std::vector<HostPrefix>& held) {
  NetlinkMessage question(RTM_GETADDR, 0, ifaddrmsg{});
  ObjectList list;
  const Ack ack = socket.list(question, list);
  if (!ack.ok()) return error_of(ack).within("list the host's addresses");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto address = address_from(*list.at(i));
    if (!address) continue;
    HostPrefix one{address->prefix.network(), address->link,
                   IpPrefix{address->local, address->prefix.length}};
    add(held, one);
    // The local address of a point-to-point link is outside the prefix that the link reaches.
    if (address->prefix.contains(address->local)) continue;
    one.prefix = {address->local, address->local.bits()};
    add(held, one);
  }
  return {};
}

// The kernel leaves out the routes of other types than `type`. Most routes of a host are such: each
// address has several local, broadcast and multicast routes.
Result<void> add_routes(NetlinkSocket& socket, std::uint8_t type, std::vector<HostPrefix>& held) {
  rtmsg wanted{};
  wanted.rtm_type = type;
  NetlinkMessage question(RTM_GETROUTE, 0, wanted);
  ObjectList list;
  const Ack ack = socket.list(question, list);
  if (!ack.ok()) return error_of(ack).within("list the host's routes");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto route = route_from(*list.at(i));
    // A kernel without filters lists all types.
    if (route && !route->cloned &&
        (type == kAllTypes ? uses_destination(*route) : route->type == type))
      add(held, {route->destination.network(), route->link, {}, route->protocol != RTPROT_KERNEL});
  }
  return {};
}

}  // namespace

Result<std::vector<HostPrefix>> host_prefixes(NetlinkSocket& socket) {
  std::vector<HostPrefix> held;
  MYDOCKER_CHECK(add_addresses(socket, held));
  if (held.size() <= kFewAddresses) {
    MYDOCKER_CHECK(add_routes(socket, kAllTypes, held));
    return held;
  }
  for (const std::uint8_t type : kTypes) MYDOCKER_CHECK(add_routes(socket, type, held));
  return held;
}

}  // namespace mydocker::kernel
