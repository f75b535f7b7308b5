#include "runtime/kernel/host_view.hpp"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <set>
#include <vector>

#include "runtime/base/quoted.hpp"
#include "runtime/kernel/foreign_rules.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/netlink_socket.hpp"
#include "runtime/kernel/refusing_rules.hpp"

namespace mydocker::kernel {
namespace {

// The prefixes that the host's addresses and routes use.

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
// With more addresses, a list of each table in use is shorter than one list of all routes: each
// address has several local, broadcast and multicast routes in the table `local`.
constexpr std::size_t kFewAddresses = 32;

// Which routes the kernel lists. 0: all types, all tables.
struct RouteFilter {
  std::uint8_t type = 0;
  std::uint32_t table = 0;
};

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

// A kernel without filters lists all routes. ENOENT: the table does not exist, so it has no routes.
Result<void> add_routes(NetlinkSocket& socket, RouteFilter filter, std::vector<HostPrefix>& held) {
  rtmsg wanted{};
  wanted.rtm_type = filter.type;
  wanted.rtm_table = table_byte(filter.table);
  NetlinkMessage question(RTM_GETROUTE, 0, wanted);
  if (filter.table != 0) question.put_u32(RTA_TABLE, filter.table);
  ObjectList list;
  const Ack ack = socket.list(question, list);
  if (!ack.ok() && ack.error != ENOENT) return error_of(ack).within("list the host's routes");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto route = route_from(*list.at(i));
    if (route && !route->cloned && uses_destination(*route) &&
        (filter.type == 0 || route->type == filter.type) &&
        (filter.table == 0 || route->table == filter.table))
      add(held, {route->destination.network(),
                 route->link,
                 {},
                 route->protocol != RTPROT_KERNEL,
                 route->table == RT_TABLE_MAIN ? 0 : route->table});
  }
  return {};
}

// Returns the tables that the host's routing rules name, without `local`. Returns nullopt if a rule
// names no number: that of a VRF looks up the table of a link (FRA_L3MDEV).
Result<std::optional<std::set<std::uint32_t>>> tables_in_use(NetlinkSocket& socket) {
  NetlinkMessage question(RTM_GETRULE, 0, fib_rule_hdr{});
  ObjectList list;
  const Ack ack = socket.list(question, list);
  if (!ack.ok()) return error_of(ack).within("list the host's routing rules");
  std::set<std::uint32_t> tables;
  for (std::size_t i = 0; i < list.size(); ++i) {
    nlmsghdr& message = *list.at(i);
    std::array<nlattr*, FRA_MAX + 1> attributes{};
    if (nlmsg_parse(&message, sizeof(fib_rule_hdr), attributes.data(), FRA_MAX, nullptr) < 0)
      continue;
    const auto& header = *static_cast<const fib_rule_hdr*>(nlmsg_data(&message));
    if (!family_from(header.family) || header.action != FR_ACT_TO_TBL) continue;
    if (attributes[FRA_L3MDEV] != nullptr) return std::optional<std::set<std::uint32_t>>();
    const auto* table = attributes[FRA_TABLE];
    tables.insert(table != nullptr ? nla_get_u32(table) : header.table);
  }
  tables.erase(RT_TABLE_LOCAL);
  return std::optional(std::move(tables));
}

Result<void> add_many_routes(NetlinkSocket& socket, std::vector<HostPrefix>& held) {
  MYDOCKER_TRY(const auto tables, tables_in_use(socket));
  if (tables) {
    for (const auto table : *tables) MYDOCKER_CHECK(add_routes(socket, {0, table}, held));
    return {};
  }
  for (const std::uint8_t type : kTypes) MYDOCKER_CHECK(add_routes(socket, {type, 0}, held));
  return {};
}

// HostView::host_prefixes() for the namespace of the socket.
Result<std::vector<HostPrefix>> host_prefixes(NetlinkSocket& socket) {
  std::vector<HostPrefix> held;
  MYDOCKER_CHECK(add_addresses(socket, held));
  MYDOCKER_CHECK(held.size() <= kFewAddresses ? add_routes(socket, {}, held)
                                              : add_many_routes(socket, held));
  return held;
}

// A sysctl of one link in the namespace of this process. 0 if it cannot be read.
int ipv6_setting(const std::string& link, const std::string& name) {
  std::ifstream file("/proc/sys/net/ipv6/conf/" + link + "/" + name);
  int value = 0;
  file >> value;
  return value;
}

Medium medium_of(const LinkState& link) {
  if (link.hardware == ARPHRD_LOOPBACK) return Medium::loopback;
  if (link.hardware != ARPHRD_ETHER) return Medium::other;
  if (link.kind == "bridge") return Medium::ethernet;
  // sysfs shows the links of the host's namespace only.
  const std::string radio = "/sys/class/net/" + link.name + "/phy80211";
  return access(radio.c_str(), F_OK) == 0 ? Medium::wireless : Medium::ethernet;
}

class LinuxHostView final : public HostView {
 public:
  explicit LinuxHostView(const Netns& host) : socket_(host.route_socket()) {}

  Result<std::optional<LinkFact>> link(const std::string& name) override {
    MYDOCKER_TRY(auto found, find(name));
    return found ? std::optional(std::move(found->fact)) : std::nullopt;
  }

  Result<std::optional<HostLink>> find(const std::string& name) override {
    MYDOCKER_TRY(const auto state, find_link(socket_, name));
    if (!state) return std::optional<HostLink>();
    LinkFact fact{state->name, state->kind, state->mtu, state->up, medium_of(*state)};
    if (state->master != 0) fact.master = link_name(state->master);
    return std::optional(HostLink{std::move(fact), is_managed_link(*state, {})});
  }

  Result<bool> has_carrier(const std::string& name) override {
    MYDOCKER_TRY(const auto state, find_link(socket_, name));
    return !state || !state->up || state->carrier;
  }

  Result<bool> is_managed(const std::string& name) override {
    MYDOCKER_TRY(const auto state, find_link(socket_, name));
    return state && is_managed_link(*state, {});
  }

  Result<std::optional<LinkFact>> default_route() override {
    for (const Family family : {Family::v4, Family::v6}) {
      MYDOCKER_TRY(const int index, default_link(socket_, family));
      if (index != 0) return link(link_name(index));
    }
    return std::optional<LinkFact>();
  }

  Result<std::vector<DefaultRoute>> default_routes(Family family) override {
    MYDOCKER_TRY(const auto routes, list_default_routes(socket_, family));
    std::vector<DefaultRoute> found;
    found.reserve(routes.size());
    for (const auto& route : routes)
      found.push_back({link_name(route.link), route.metric, route.via});
    return found;
  }

  bool has_ipv6() override { return access("/proc/sys/net/ipv6", F_OK) == 0; }

  Result<std::string> advertised_link() override {
    MYDOCKER_TRY(const int index, default_link(socket_, Family::v6));
    if (index == 0) return std::string();
    auto name = link_name(index);
    const int accepts = ipv6_setting(name, "accept_ra");
    const bool as_a_host = accepts == 1 && ipv6_setting(name, "forwarding") == 0;
    return as_a_host || accepts == 2 ? name : std::string();
  }

  Result<std::vector<HostPrefix>> host_prefixes() override {
    return kernel::host_prefixes(socket_);
  }

  std::string link_name(int index) override { return kernel::link_name(socket_, index); }
  std::string link_towards(const IpAddress& address) override {
    return kernel::link_towards(socket_, address);
  }
  std::string link_between(const IpAddress& from, const IpAddress& to) override {
    return kernel::link_towards(socket_, to, from);
  }
  Result<std::vector<RefusingRule>> refusing_rules(const std::string& link,
                                                   const std::vector<IpPrefix>& prefixes) override {
    return kernel::refusing_rules(socket_, link, prefixes);
  }
  bool forwards(Family family, const std::string& link) override {
    return kernel::forwards(family, link);
  }

 private:
  NetlinkSocket socket_;
};

}  // namespace

std::string holder_text(HostView& host, const HostPrefix& held) {
  const std::string link = held.link == 0 ? "" : base::quoted(host.link_name(held.link));
  if (held.address) return "address " + held.address->text() + " of link " + link;
  return "route " + held.prefix.text() + (link.empty() ? "" : " through link " + link) +
         (held.table == 0 ? "" : " in table " + std::to_string(held.table));
}

Result<std::unique_ptr<HostView>> open_linux_host_view(const Netns& host) {
  return std::unique_ptr<HostView>(std::make_unique<LinuxHostView>(host));
}

}  // namespace mydocker::kernel
