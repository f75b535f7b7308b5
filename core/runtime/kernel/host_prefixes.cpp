#include "runtime/kernel/host_prefixes.hpp"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <set>

#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"

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

// The types of routes whose destination counts as used by the host.
constexpr std::array<std::uint8_t, 4> kTypes{RTN_UNICAST, RTN_BLACKHOLE, RTN_UNREACHABLE,
                                             RTN_PROHIBIT};
// The limit for one list of all routes. The table `local` has several routes for each address of
// the host. So the list is long on a host with many addresses. Then the routes are read table by
// table, without the table `local`.
constexpr std::size_t kFewAddresses = 32;

// Which routes the kernel lists. A field with 0 means all types or all tables.
struct RouteFilter {
  std::uint8_t type = 0;
  std::uint32_t table = 0;
};

// Returns whether packets to the destination are packets to the host itself (AnyIP). The kernel
// adds such routes for each address of the host too. These are found as addresses.
bool is_local_prefix(const RouteState& route) {
  return route.type == RTN_LOCAL && (route.protocol != RTPROT_KERNEL ||
                                     route.destination.length < route.destination.address.bits());
}

bool uses_destination(const RouteState& route) {
  return is_local_prefix(route) || std::ranges::find(kTypes, route.type) != kTypes.end();
}

// Returns whether the hosts of the destination are neighbours of this host.
bool has_gateway(const RouteState& route) {
  const auto& hops = route.next_hops;
  return route.via || (!hops.empty() && std::ranges::all_of(hops, [](const NextHopState& hop) {
           return hop.via.has_value();
         }));
}

// Decides which routes can be covered by the longer route of a network. It asks the kernel once for
// each link.
class CoverableRoutes {
 public:
  explicit CoverableRoutes(const NetlinkSocket& socket) noexcept : socket_(socket) {}

  // Returns HostPrefix::is_route. The table `local` comes before the routes of networks. A route
  // without a gateway is an on-link prefix: other hosts of the LAN have its addresses. Tunnels have
  // no neighbours.
  [[nodiscard]] bool contain(const RouteState& route) {
    if (route.type == RTN_LOCAL) return route.table != RT_TABLE_LOCAL;
    if (route.protocol == RTPROT_KERNEL) return false;
    return route.type != RTN_UNICAST || has_gateway(route) || !has_neighbours(route.link);
  }

 private:
  bool has_neighbours(int link) {
    const auto [place, is_new] = neighbours_.try_emplace(link, false);
    constexpr unsigned kNone = IFF_NOARP | IFF_POINTOPOINT | IFF_LOOPBACK;
    if (is_new) {
      const auto flags = link_flags(socket_, link);
      place->second = flags && (*flags & kNone) == 0;
    }
    return place->second;
  }

  const NetlinkSocket& socket_;
  std::map<int, bool> neighbours_;
};

// The bytes of a prefix, and its length in bits.
struct Bits {
  const std::uint8_t* bytes;
  unsigned length;
};

// Returns whether one of two prefixes of a family contains the other.
bool have_same_start(const Bits& one, const Bits& other) {
  const unsigned length = std::min(one.length, other.length);
  const std::size_t whole = length / 8;
  if (std::memcmp(one.bytes, other.bytes, whole) != 0) return false;
  const unsigned rest = length % 8;
  return rest == 0 || ((one.bytes[whole] ^ other.bytes[whole]) >> (8 - rest)) == 0;
}

// The prefixes that were found. Two kinds of prefixes are left out: those that is_of_no_interest()
// names, and those that overlap none of the wanted prefixes.
class FoundPrefixes {
 public:
  explicit FoundPrefixes(const std::vector<IpPrefix>* wanted) : wanted_(wanted) {}

  void add(const HostPrefix& one) {
    if (is_wanted(one.prefix) && !is_of_no_interest(one.prefix)) list_.push_back(one);
  }
  [[nodiscard]] bool is_wanted(const IpPrefix& prefix) const {
    return wanted_ == nullptr ||
           std::ranges::any_of(*wanted_, [&](const IpPrefix& one) { return one.overlaps(prefix); });
  }
  // Returns whether the prefix of a message is wanted. It reads one attribute of the message only,
  // because a host can have thousands of unwanted prefixes. The header of the message is an
  // ifaddrmsg or an rtmsg. Both begin with the family and the length of the prefix.
  [[nodiscard]] bool is_wanted(nlmsghdr& message, int header_size, int attribute) const {
    const auto* begin = static_cast<const std::uint8_t*>(nlmsg_data(&message));
    auto* const found = nlmsg_find_attr(&message, header_size, attribute);
    if (found == nullptr) return false;
    const Bits bits{static_cast<const std::uint8_t*>(nla_data(found)), begin[1]};
    const auto size = static_cast<std::size_t>(nla_len(found));
    return wanted_ == nullptr || std::ranges::any_of(*wanted_, [&](const IpPrefix& one) {
             return family_number(one.address.family()) == begin[0] && one.address.size() == size &&
                    have_same_start({one.address.bytes().data(), one.length}, bits);
           });
  }
  // Returns the family for requests to the kernel. If all wanted prefixes have one family, this is
  // it. Otherwise it is AF_UNSPEC, which means every family.
  [[nodiscard]] std::uint8_t family() const {
    if (wanted_ == nullptr || wanted_->empty()) return AF_UNSPEC;
    const auto family = wanted_->front().address.family();
    const bool same = std::ranges::all_of(
        *wanted_, [family](const IpPrefix& one) { return one.address.family() == family; });
    return same ? family_number(family) : std::uint8_t{AF_UNSPEC};
  }
  [[nodiscard]] std::vector<HostPrefix> take() { return std::move(list_); }

 private:
  const std::vector<IpPrefix>* wanted_;
  std::vector<HostPrefix> list_;
};

void add_address(const AddressState& address, FoundPrefixes& found) {
  HostPrefix one{address.prefix.network(), address.link,
                 IpPrefix{address.local, address.prefix.length}};
  found.add(one);
  // The prefix of a point-to-point link is that of the remote address, without the local one. So
  // the local address is added too.
  if (address.prefix.contains(address.local)) return;
  one.prefix = {address.local, address.local.bits()};
  found.add(one);
}

// Adds the prefixes of the host's addresses to `found`. Returns the number of the host's addresses.
Result<std::size_t> add_addresses(NetlinkSocket& socket, FoundPrefixes& found) {
  ifaddrmsg wanted{};
  wanted.ifa_family = found.family();
  NetlinkMessage question(RTM_GETADDR, 0, wanted);
  std::size_t count = 0;
  ObjectList list([&](nlmsghdr& message) {
    ++count;
    return found.is_wanted(message, sizeof(ifaddrmsg), IFA_ADDRESS) ||
           found.is_wanted(message, sizeof(ifaddrmsg), IFA_LOCAL);
  });
  const Ack ack = socket.list(question, list);
  if (!ack.ok()) return error_of(ack).within("list the host's addresses");
  for (std::size_t i = 0; i < list.size(); ++i)
    if (const auto address = address_from(*list.at(i))) add_address(*address, found);
  return count;
}

// Adds the destinations of the routes that match the filter to `found`. An old kernel ignores the
// filter, so each route is compared with it again. ENOENT: the table does not exist, so it has no
// routes.
Result<void> add_routes(NetlinkSocket& socket, RouteFilter filter, FoundPrefixes& found) {
  rtmsg wanted{};
  wanted.rtm_family = found.family();
  wanted.rtm_type = filter.type;
  wanted.rtm_table = table_byte(filter.table);
  NetlinkMessage question(RTM_GETROUTE, 0, wanted);
  if (filter.table != 0) question.put_u32(RTA_TABLE, filter.table);
  ObjectList list(
      [&](nlmsghdr& message) { return found.is_wanted(message, sizeof(rtmsg), RTA_DST); });
  const Ack ack = socket.list(question, list);
  if (!ack.ok() && ack.error != ENOENT) return error_of(ack).within("list the host's routes");
  CoverableRoutes coverable(socket);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto route = route_from(*list.at(i));
    if (route && !route->cloned && uses_destination(*route) &&
        (filter.type == 0 || route->type == filter.type) &&
        (filter.table == 0 || route->table == filter.table))
      found.add({route->destination.network(),
                 route->link,
                 {},
                 coverable.contain(*route),
                 route->table == RT_TABLE_MAIN ? 0 : route->table});
  }
  return {};
}

// Returns the routing tables that the host's routing rules name, without the table `local`. Returns
// nullopt if a rule names no table. Such a rule is that of a VRF: each VRF link has its own table
// (FRA_L3MDEV).
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

Result<void> add_many_routes(NetlinkSocket& socket, FoundPrefixes& found) {
  MYDOCKER_CHECK(add_routes(socket, {RTN_LOCAL, RT_TABLE_LOCAL}, found));
  MYDOCKER_TRY(const auto tables, tables_in_use(socket));
  if (tables) {
    for (const auto table : *tables) MYDOCKER_CHECK(add_routes(socket, {0, table}, found));
    return {};
  }
  for (const std::uint8_t type : kTypes) MYDOCKER_CHECK(add_routes(socket, {type, 0}, found));
  return {};
}

}  // namespace

Result<std::vector<HostPrefix>> list_host_prefixes(NetlinkSocket& socket,
                                                   const std::vector<IpPrefix>* wanted) {
  FoundPrefixes found(wanted);
  MYDOCKER_TRY(const auto addresses, add_addresses(socket, found));
  MYDOCKER_CHECK(addresses <= kFewAddresses ? add_routes(socket, {}, found)
                                            : add_many_routes(socket, found));
  return found.take();
}

}  // namespace mydocker::kernel
