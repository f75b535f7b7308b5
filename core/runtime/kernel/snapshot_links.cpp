// Links, addresses, routes, policy rules and neighbours of a snapshot.
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>

#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/netlink_transport.hpp"
#include "runtime/kernel/snapshot.hpp"

namespace mydocker::kernel {
namespace {

// Flags of the carrier state, which the kernel updates some time after a change.
constexpr unsigned kLateFlags =
    unsigned{IFF_RUNNING} | unsigned{IFF_LOWER_UP} | unsigned{IFF_DORMANT};

std::string hex(const void* data, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<const std::uint8_t*>(data)[i];
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

// Returns whether the attribute of a bridge changes without a change of the settings. Examples:
// spanning tree, timers, learned entries.
bool is_state_of_bridge(int type) {
  constexpr int kLearned = 48;  // IFLA_BR_FDB_N_LEARNED, which older headers lack
  return (type >= IFLA_BR_ROOT_ID && type <= IFLA_BR_GC_TIMER) || type == kLearned;
}

// Returns the settings of the link's kind, as attribute numbers and hexadecimal values.
std::string details_of(nlattr* info, const std::string& kind) {
  std::array<nlattr*, IFLA_INFO_MAX + 1> attributes{};
  std::string text;
  if (info == nullptr || nla_parse_nested(attributes.data(), IFLA_INFO_MAX, info, nullptr) < 0)
    return text;
  nlattr* nest = attributes[IFLA_INFO_DATA];
  int left = nest == nullptr ? 0 : nla_len(nest);
  for (auto* one = left == 0 ? nullptr : static_cast<nlattr*>(nla_data(nest));
       one != nullptr && nla_ok(one, left); one = nla_next(one, &left)) {
    if (kind == "bridge" && is_state_of_bridge(nla_type(one))) continue;
    text += " " + std::to_string(nla_type(one)) + ":" +
            hex(nla_data(one), static_cast<std::size_t>(nla_len(one)));
  }
  return text;
}

// Returns whether the kernel adds or removes the route by itself. It does this some time after an
// IPv6 address was added or removed.
bool is_late(const RouteState& route) {
  if (route.cloned || route.type == RTN_MULTICAST) return true;
  return !route.destination.address.is_v4() && route.table == RT_TABLE_LOCAL;
}

// Reads kernel objects and adds a line for each. `lines` is not owned.
class ListReader {
 public:
  ListReader(NetlinkSocket socket, Lines& lines) : socket_(socket), lines_(lines) {}

  // Calls `take` for each object of the list. Succeeds if the kernel does not support the family.
  template <class Header, class Take>
  Result<void> each(int type, const Header& header, Take take) {
    NetlinkMessage question(type, 0, header);
    if (type == RTM_GETLINK) question.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    ObjectList found;
    const Ack ack = socket_.list(question, found);
    if (ack.error == EOPNOTSUPP || ack.error == EAFNOSUPPORT || ack.error == ENOENT) return {};
    if (!ack.ok()) return error_of(ack).within("list the network");
    for (std::size_t i = 0; i < found.size(); ++i) take(*found.at(i));
    return {};
  }

  std::string name(int index) {
    return index == 0 ? std::string("none") : link_name(socket_, index);
  }

  void link(nlmsghdr& message) {
    const LinkState link = link_from(message);
    const auto* header = static_cast<const ifinfomsg*>(nlmsg_data(&message));
    std::array<nlattr*, IFLA_MAX + 1> attributes{};
    (void)nlmsg_parse(&message, sizeof *header, attributes.data(), IFLA_MAX, nullptr);
    const auto number = [&](int which) {
      nlattr* one = attributes.at(static_cast<std::size_t>(which));
      return std::to_string(one == nullptr ? 0 : nla_get_u32(one));
    };
    lines_.push_back("link " + link.name + " kind " + link.kind + " flags " +
                     std::to_string(header->ifi_flags & ~kLateFlags) + " mtu " +
                     std::to_string(link.mtu) + " address " + link.mac.text() + " group " +
                     std::to_string(link.group) + " master " + name(link.master) + " queue " +
                     number(IFLA_TXQLEN) + " promiscuous " + number(IFLA_PROMISCUITY) +
                     (link.isolated ? " isolated" : "") + (link.hairpin ? " hairpin" : "") +
                     (link.makes_link_local ? "" : " without link-local address") +
                     details_of(attributes[IFLA_LINKINFO], link.kind));
  }

  void address(nlmsghdr& message) {
    const auto held = address_from(message);
    if (!held) return;
    const bool has_peer = held->prefix.address != held->local;
    lines_.push_back("address " + IpPrefix{held->local, held->prefix.length}.text() +
                     (has_peer ? " peer " + held->prefix.text() : "") + " on " + name(held->link));
  }

  void route(nlmsghdr& message) {
    const auto route = route_from(message);
    if (!route || is_late(*route)) return;
    lines_.push_back("route " + route->destination.text() + " table " +
                     std::to_string(route->table) + " type " + std::to_string(route->type) +
                     " protocol " + std::to_string(route->protocol) + " via " +
                     (route->via ? route->via->text() : "none") + " on " + name(route->link) +
                     " metric " + std::to_string(route->metric) + route_details(*route));
  }

  std::string route_details(const RouteState& route) {
    std::string text;
    if (route.source) text += " source " + route.source->text();
    if (route.mtu != 0) text += " mtu " + std::to_string(route.mtu);
    if (route.onlink) text += " onlink";
    for (const auto& hop : route.next_hops)
      text += " next hop " + (hop.via ? hop.via->text() : "none") + " on " + name(hop.link) +
              " weight " + std::to_string(hop.weight) + (hop.onlink ? " onlink" : "");
    return text;
  }

  // Adds a line for a queueing discipline that limits a rate. The kernel chooses all other queueing
  // disciplines itself, so they have no line.
  void queue(nlmsghdr& message) {
    const auto* header = static_cast<const tcmsg*>(nlmsg_data(&message));
    std::array<nlattr*, TCA_MAX + 1> attributes{};
    (void)nlmsg_parse(&message, sizeof *header, attributes.data(), TCA_MAX, nullptr);
    nlattr* options = attributes[TCA_OPTIONS];
    if (attributes[TCA_KIND] == nullptr || options == nullptr) return;
    const std::string kind = nla_get_string(attributes[TCA_KIND]);
    if (kind != "tbf" && kind != "htb") return;
    lines_.push_back("queue " + kind + " " +
                     hex(nla_data(options), static_cast<std::size_t>(nla_len(options))) + " on " +
                     name(header->tcm_ifindex));
  }

  void rule(nlmsghdr& message) {
    lines_.push_back("rule " +
                     hex(nlmsg_data(&message), static_cast<std::size_t>(nlmsg_datalen(&message))));
  }

  void neighbour(nlmsghdr& message) {
    const auto* header = static_cast<const ndmsg*>(nlmsg_data(&message));
    const bool proxy = (header->ndm_flags & NTF_PROXY) != 0;
    if ((header->ndm_state & NUD_PERMANENT) == 0 && !proxy) return;
    std::array<nlattr*, NDA_MAX + 1> attributes{};
    (void)nlmsg_parse(&message, sizeof *header, attributes.data(), NDA_MAX, nullptr);
    const auto text = [&](int which) {
      nlattr* one = attributes.at(static_cast<std::size_t>(which));
      return one == nullptr ? std::string()
                            : hex(nla_data(one), static_cast<std::size_t>(nla_len(one)));
    };
    lines_.push_back((proxy ? "proxy neighbour " : "neighbour ") + text(NDA_DST) + " " +
                     text(NDA_LLADDR) + " on " + name(header->ndm_ifindex));
  }

 private:
  NetlinkSocket socket_;
  Lines& lines_;
};

}  // namespace

Result<void> add_links_and_routes(Lines& lines) {
  MYDOCKER_TRY(const auto socket, open_netlink(NETLINK_ROUTE));
  ListReader reader(NetlinkSocket(socket.get()), lines);
  MYDOCKER_CHECK(
      reader.each(RTM_GETLINK, ifinfomsg{}, [&](nlmsghdr& message) { reader.link(message); }));
  MYDOCKER_CHECK(
      reader.each(RTM_GETQDISC, tcmsg{}, [&](nlmsghdr& message) { reader.queue(message); }));
  MYDOCKER_CHECK(
      reader.each(RTM_GETADDR, ifaddrmsg{}, [&](nlmsghdr& message) { reader.address(message); }));
  for (const int family : {AF_INET, AF_INET6}) {
    rtmsg routes{};
    routes.rtm_family = static_cast<unsigned char>(family);
    fib_rule_hdr rules{};
    rules.family = static_cast<std::uint8_t>(family);
    ndmsg neighbours{};
    neighbours.ndm_family = static_cast<std::uint8_t>(family);
    ndmsg proxies = neighbours;
    proxies.ndm_flags = NTF_PROXY;
    MYDOCKER_CHECK(
        reader.each(RTM_GETROUTE, routes, [&](nlmsghdr& message) { reader.route(message); }));
    MYDOCKER_CHECK(
        reader.each(RTM_GETRULE, rules, [&](nlmsghdr& message) { reader.rule(message); }));
    MYDOCKER_CHECK(reader.each(RTM_GETNEIGH, neighbours,
                               [&](nlmsghdr& message) { reader.neighbour(message); }));
    MYDOCKER_CHECK(
        reader.each(RTM_GETNEIGH, proxies, [&](nlmsghdr& message) { reader.neighbour(message); }));
  }
  return {};
}

}  // namespace mydocker::kernel
