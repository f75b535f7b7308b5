#include "runtime/kernel/host_view.hpp"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/kernel/own_link.hpp"

namespace mydocker::kernel {
namespace {

// Any address that only the default route reaches; nothing is sent there.
IpAddress somewhere(Family family) {
  if (family == Family::v4) return IpAddress::v4(0xc0000201);  // 192.0.2.1
  return {Family::v6, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
}

bool is_default(const RouteState& route) {
  return !route.cloned && route.table == RT_TABLE_MAIN && route.type == RTN_UNICAST &&
         route.destination.length == 0 && route.link != 0;
}

// The route that a packet to somewhere would take, if that is the default route.
Result<int> default_link_by_lookup(NetlinkSocket& socket, Family family) {
  const IpAddress target = somewhere(family);
  rtmsg header{};
  header.rtm_family = family_number(family);
  header.rtm_dst_len = static_cast<std::uint8_t>(target.bits());
  header.rtm_flags = RTM_F_FIB_MATCH | RTM_F_LOOKUP_TABLE;
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  question.put_address(RTA_DST, target);
  ObjectList found;
  // Whatever it answers to a host without a route, the list below decides.
  if (!socket.ask(question, found).ok() || found.empty()) return 0;
  const auto route = route_from(*found.at(0));
  return route && is_default(*route) ? route->link : 0;
}

Result<std::vector<RouteState>> list_default_routes(NetlinkSocket& socket, Family family) {
  rtmsg header{};
  header.rtm_family = family_number(family);
  header.rtm_table = RT_TABLE_MAIN;
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  ObjectList list;
  const Answer answer = socket.list(question, list);
  // ENOENT: there is no such table, and so no route in it. The others: there is no such family.
  if (answer.error == ENOENT || answer.error == EOPNOTSUPP || answer.error == EAFNOSUPPORT)
    return std::vector<RouteState>();
  if (!answer.ok()) return error_of(answer);
  std::vector<RouteState> routes;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto route = route_from(*list.at(i));
    if (route && is_default(*route) && route->destination.address.family() == family)
      routes.push_back(*route);
  }
  return routes;
}

// 0: there is none.
Result<int> default_link(NetlinkSocket& socket, Family family) {
  MYDOCKER_TRY(const int found, default_link_by_lookup(socket, family));
  if (found != 0) return found;
  // Where a route by policy, or one to halves of the world, hides it.
  MYDOCKER_TRY(const auto routes, list_default_routes(socket, family));
  const auto best = std::ranges::min_element(routes, {}, &RouteState::metric);
  return best == routes.end() ? 0 : best->link;
}

// A setting of one link, of the namespace that this process is in; 0 if it cannot be read.
int ipv6_setting(const std::string& link, const std::string& name) {
  std::ifstream file("/proc/sys/net/ipv6/conf/" + link + "/" + name);
  int value = 0;
  file >> value;
  return value;
}

bool is_of_no_interest(const IpPrefix& prefix) {
  static const auto kEverywhere = [] {
    std::vector<IpPrefix> prefixes;
    for (const char* text : {"127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32",
                             "::1/128", "fe80::/10", "ff00::/8"})
      if (auto parsed = IpPrefix::parse(text); parsed.ok()) prefixes.push_back(*parsed);
    return prefixes;
  }();
  // Tunnels like to write a default route as two halves, and that of IPv6 as 2000::/3, which is all
  // that is routed globally.
  if (prefix.length <= (prefix.address.is_v4() ? 1U : 3U)) return true;
  for (const IpPrefix& everywhere : kEverywhere)
    if (everywhere.contains(prefix)) return true;
  return false;
}

bool holds_its_destination(const RouteState& route) {
  if (route.cloned) return false;
  switch (route.type) {
    case RTN_UNICAST:
    case RTN_BLACKHOLE:
    case RTN_UNREACHABLE:
    case RTN_PROHIBIT:
      return true;
    default:
      return false;
  }
}

Medium medium_of(const LinkState& link) {
  if (link.hardware == ARPHRD_LOOPBACK) return Medium::loopback;
  if (link.hardware != ARPHRD_ETHER) return Medium::other;
  // The host's own sysfs; what stands there under another namespace's names is nobody's business.
  const std::string radio = "/sys/class/net/" + link.name + "/phy80211";
  return access(radio.c_str(), F_OK) == 0 ? Medium::wireless : Medium::ethernet;
}

class LinuxHostView final : public HostView {
 public:
  explicit LinuxHostView(const Netns& host) : socket_(host.route_socket()) {}

  Result<std::optional<LinkFact>> link(const std::string& name) override {
    MYDOCKER_TRY(const auto state, find_link(socket_, name));
    if (!state) return std::optional<LinkFact>();
    LinkFact fact{state->name, state->kind, state->mtu, state->up, medium_of(*state)};
    if (state->master != 0) fact.master = link_name(socket_, state->master);
    return std::optional(std::move(fact));
  }

  Result<bool> is_ours(const std::string& name) override {
    MYDOCKER_TRY(const auto state, find_link(socket_, name));
    return state && carries_marks(*state, {});
  }

  Result<std::optional<LinkFact>> default_route() override {
    for (const Family family : {Family::v4, Family::v6}) {
      MYDOCKER_TRY(const int index, default_link(socket_, family));
      if (index != 0) return link(link_name(socket_, index));
    }
    return std::optional<LinkFact>();
  }

  Result<std::vector<DefaultRoute>> default_routes(Family family) override {
    MYDOCKER_TRY(const auto routes, list_default_routes(socket_, family));
    std::vector<DefaultRoute> found;
    for (const auto& route : routes)
      found.push_back({link_name(socket_, route.link), route.metric, route.via});
    return found;
  }

  bool has_ipv6() override { return access("/proc/sys/net/ipv6", F_OK) == 0; }

  Result<std::string> advertised_link() override {
    MYDOCKER_TRY(const int index, default_link(socket_, Family::v6));
    if (index == 0) return std::string();
    auto name = link_name(socket_, index);
    const int accepts = ipv6_setting(name, "accept_ra");
    const bool as_a_host = accepts == 1 && ipv6_setting(name, "forwarding") == 0;
    return as_a_host || accepts == 2 ? name : std::string();
  }

  Result<std::vector<HeldPrefix>> held_prefixes() override {
    std::vector<HeldPrefix> held;
    MYDOCKER_CHECK(add_addresses(held));
    MYDOCKER_CHECK(add_routes(held));
    return held;
  }

 private:
  Result<void> add_addresses(std::vector<HeldPrefix>& held) {
    NetlinkMessage question(RTM_GETADDR, 0, ifaddrmsg{});
    ObjectList list;
    const Answer answer = socket_.list(question, list);
    if (!answer.ok()) return error_of(answer).within("list the host's addresses");
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto address = address_from(*list.at(i));
      if (!address) continue;
      const IpPrefix own{address->local, address->prefix.length};
      HeldPrefix one{address->prefix.network(), "", link_name(socket_, address->link), own.address};
      one.holder = "address " + own.text() + " of link \"" + one.link + "\"";
      add(held, one);
      // The near end of a point-to-point link lies outside what it reaches.
      if (address->prefix.contains(address->local)) continue;
      one.prefix = {address->local, address->local.bits()};
      add(held, one);
    }
    return {};
  }

  Result<void> add_routes(std::vector<HeldPrefix>& held) {
    NetlinkMessage question(RTM_GETROUTE, 0, rtmsg{});
    ObjectList list;
    const Answer answer = socket_.list(question, list);
    if (!answer.ok()) return error_of(answer).within("list the host's routes");
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto route = route_from(*list.at(i));
      if (route && holds_its_destination(*route)) add(held, held_by(*route));
    }
    return {};
  }

  HeldPrefix held_by(const RouteState& route) {
    HeldPrefix held{route.destination.network(), "route " + route.destination.text()};
    if (route.link == 0) return held;
    held.link = link_name(socket_, route.link);
    held.holder += " through link \"" + held.link + "\"";
    return held;
  }

  static void add(std::vector<HeldPrefix>& held, const HeldPrefix& one) {
    if (!is_of_no_interest(one.prefix)) held.push_back(one);
  }

  NetlinkSocket socket_;
};

}  // namespace

Result<std::unique_ptr<HostView>> open_linux_host_view(const Netns& host) {
  return std::unique_ptr<HostView>(std::make_unique<LinuxHostView>(host));
}

}  // namespace mydocker::kernel
