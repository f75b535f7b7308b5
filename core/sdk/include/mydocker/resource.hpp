// The resources of a plan: each struct describes one object that must exist in the kernel. Links
// are in link_resource.hpp, filters of packets in firewall_resource.hpp, and processes in
// service_resource.hpp.
//
// A driver lists resources in a plan. The core observes, creates and removes them. A resource names
// a link by its name, never by its index. A link name must pass check_link_name() (net_types.hpp).
// All sizes are in bytes. The core refuses a resource if DriverInfo::resources does not list its
// kind.
//
// The comment of a struct names the manual page of the kernel feature. docs/plan_reference.md shows
// for each resource its fields, its shell commands, and how the core observes it. Since SDK 1.0.
//
//   plan.ensure(Address{.place = Place::host, .link = "testnet", .address = gateway},
//               "the gateway of the containers");
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "mydocker/firewall_resource.hpp"
#include "mydocker/link_resource.hpp"
#include "mydocker/net_types.hpp"
#include "mydocker/service_resource.hpp"

namespace mydocker {

// An address on a link, with the prefix that is reachable through the link (ip-address(8)). The
// kernel does no duplicate address detection for an IPv6 address (nodad).
struct Address {
  Place place = Place::host;
  std::string link{};
  IpPrefix address{};
  auto operator<=>(const Address&) const = default;
};

// The distance to the destination of an IPv4 route (ip-route(8), scope).
enum class RouteScope : std::uint8_t { global, link, host };
// Returns "global", "link" or "host".
std::string_view name_of(RouteScope scope);

// One of several next hops of a route (ip-route(8), nexthop). The kernel distributes the
// connections over the next hops.
struct NextHop {
  std::string link{};
  std::optional<IpAddress> via{};  // the gateway; IPv6 needs one
  std::uint16_t weight = 1;        // 1 to 256: the share of the connections
  bool onlink = false;             // same meaning as Route::onlink
  auto operator<=>(const NextHop&) const = default;
};

// A route (ip-route(8)). A route of a type other than unicast has no link and no gateway. A route
// with several next hops has no `link`, `via` and `onlink` of its own.
struct Route {
  Place place = Place::host;
  std::string link{};
  IpPrefix destination{};  // the destination, with all host bits zero; length 0: the default route
                           // of the family
  std::optional<IpAddress> via{};  // the gateway; none: the destination is on the link
  std::uint32_t metric = 0;        // 0: the kernel's default
  RouteType type = RouteType::unicast;
  std::uint32_t table = 0;  // 0: the main table; otherwise derived_table() (net_types.hpp)
  // The source address of packets for which a program chooses no source address. The address must
  // exist in the namespace of `place`.
  std::optional<IpAddress> source{};
  bool onlink = false;    // the gateway is on the link, even if no subnet of the link contains it
  std::uint32_t mtu = 0;  // MTU of packets to the destination, in bytes; 0: the MTU of the link
  std::optional<RouteScope> scope{};  // none: `link` without a gateway, otherwise `global`
  std::vector<NextHop> next_hops{};   // empty, or two or more
  auto operator<=>(const Route&) const = default;
};

// A rule of policy routing (ip-rule(8)). Packets that match all of `from`, `to`, `iif` and `fwmark`
// use the routes of `table`. At least one of `from`, `to` and `iif` is set. The kernel tries the
// rule with the lowest priority first. It continues with the next rule if the table has no route
// for the packet.
struct RoutingRule {
  // A priority before the rule of the main table: 1 to 32765. On the host it is 27001 to 32765, so
  // that the rules of internal networks come first.
  std::uint32_t priority = 0;
  // The prefix that contains the source address; none: every source.
  std::optional<IpPrefix> from{};
  // The prefix that contains the destination address; none: every destination.
  std::optional<IpPrefix> to{};
  std::uint32_t table = 0;  // 0: the main table; otherwise derived_table()
  // The default routes of the table are skipped (ip-rule(8), suppress_prefixlength 0).
  bool without_default = false;
  Place place = Place::container;
  std::string iif{};               // the link on which the packets come in; empty: every link
  std::optional<Family> family{};  // only for a rule without prefixes; otherwise none
  std::uint32_t fwmark = 0;        // the value that the packet's mark has in the bits of `fwmask`
  std::uint32_t fwmask = 0;        // 0: every mark
  auto operator<=>(const RoutingRule&) const = default;
};

// Returns the address family of the packets that the rule matches.
Family family_of(const RoutingRule& rule);

// A setting of the kernel's network stack (sysctl(8), Documentation/networking/ip-sysctl.rst).
// Several plans may need the same setting. The core stores the old value before it applies the
// first of these plans. It restores the old value after the last of them, unless another program
// has changed the setting.
struct Sysctl {
  Place place = Place::host;
  std::string name{};   // the path below /proc/sys: "net/ipv4/ip_forward"
  std::string value{};  // one line as the kernel shows it, with one space between several numbers
  auto operator<=>(const Sysctl&) const = default;
};

// Requires that the loopback device ("lo") is up. Plan it with Lifetime::host, so that the device
// stays up.
struct Loopback {
  Place place = Place::container;
  auto operator<=>(const Loopback&) const = default;
};

// A resource of a kind that only the driver knows. The driver's ResourceHandler
// (resource_handler.hpp) observes, creates and destroys it. The core orders, journals, shows and
// rolls it back like other resources. `place`, `kind` and `name` together are its identity.
struct Custom {
  Place place = Place::host;
  std::string kind{};  // name of the kind; the driver chooses it, [a-z][a-z0-9-]*
  std::string name{};  // name that is unique among the resources of this kind and place
  std::map<std::string, std::string> fields{};
  // Shell commands that create and remove the resource, one per line. They are for the namespace of
  // `place`. Users see them in a dry run. The core never runs them.
  std::vector<std::string> create_lines{};
  std::vector<std::string> destroy_lines{};
  // The links that create() makes in `place`, and that destroy() removes. create() must set them
  // up. Other entries of the plan can use these links, such as addresses, routes and isolation.
  std::vector<std::string> links{};
  auto operator<=>(const Custom&) const = default;
};

// An entry of the neighbour table that the kernel does not change (ip-neighbour(8)). It has the
// protocol "static". The entry is removed with its link, or when the link goes down.
//
// permanent: packets to `address` are sent to `mac` without an ARP request or neighbour
// solicitation.
// proxy: the link answers ARP requests or neighbour solicitations for `address`, although another
// link leads to the address. IPv4 needs forwarding. IPv6 needs forwarding and the sysctl proxy_ndp
// of the link. If the user named the link, a proxy on it answers only for addresses of this
// network.
struct Neighbour {
  Place place = Place::host;
  std::string link{};
  IpAddress address{};
  MacAddress mac{};    // zero for a proxy
  bool proxy = false;  // false: permanent
  auto operator<=>(const Neighbour&) const = default;
};

// An entry of a forwarding database that does not age (bridge(8), fdb). Frames to `mac` leave
// through `link`.
//
// `link` is a port of a bridge, or a VXLAN link with `remote`. A VXLAN link sends the frames to the
// tunnel endpoint `remote`. An entry with a zero MAC is for frames without an own entry, such as
// broadcasts. The VXLAN link sends a copy of them to every tunnel endpoint with a zero MAC (RFC
// 7348).
struct Fdb {
  Place place = Place::host;
  std::string link{};
  MacAddress mac{};                   // a unicast address; it may be zero if `remote` is set
  std::optional<IpAddress> remote{};  // none: the entry of a bridge port
  std::uint16_t vlan = 0;             // VLAN of a bridge port: 1 to 4094; 0: none
  // The entry belongs to a control plane. The bridge may move the entry to the port on which frames
  // from `mac` arrive.
  bool extern_learn = false;
  auto operator<=>(const Fdb&) const = default;
};

// The order and the rate in which packets leave through a link.
enum class QueueKind : std::uint8_t {
  tbf,       // one queue with at most `rate` (tc-tbf(8))
  htb,       // one queue with at most `rate`; another program may add classes (tc-htb(8))
  fq,        // one connection after the other, each with at most `rate` (tc-fq(8))
  fq_codel,  // one connection after the other, without a rate; the text is "fq_codel"
             // (tc-fq_codel(8))
};
// Returns the name of the kind in tc(8).
std::string_view name_of(QueueKind kind);

// The queueing discipline of a link (tc(8)): how fast packets leave through it. The core changes a
// rate in place, so no packet is lost. blocks::limit_bandwidth() plans the queues of an endpoint.
//
// A queue limits packets that leave. A queue can also limit packets that come in through another
// link. For this, put the queue on an ifb link, and name the other link in `ingress_of`.
struct Queue {
  Place place = Place::host;
  std::string link{};
  QueueKind kind = QueueKind::tbf;
  std::uint64_t rate = 0;   // bits per second; tbf, htb: 8000 or more; fq: 0 means no limit
  std::uint32_t burst = 0;  // only tbf and htb: bytes that may leave at once, not less than the MTU
  std::uint32_t limit = 0;  // only tbf: bytes that may wait; further packets are dropped
  // Packets that come in through this link pass `link` first, which is an ifb. Empty: none.
  std::string ingress_of{};
  auto operator<=>(const Queue&) const = default;
};

namespace detail {

// This type is not part of the SDK: later versions have more types.
using ResourceKinds =
    std::variant<Bridge, Veth, Address, Route, Sysctl, Loopback, Firewall, Masquerade, Isolation,
                 ForwardAllow, PublishedPort, Hairpin, AntiSpoofing, Macvlan, Custom, RoutingRule,
                 Neighbour, Fdb, Link, Service, ServiceFile, Queue, BridgePort, NftRules>;

template <class Kind, class Kinds>
inline constexpr bool kIsOneOf = false;
template <class Kind, class... Kinds>
inline constexpr bool kIsOneOf<Kind, std::variant<Kinds...>> = (std::is_same_v<Kind, Kinds> || ...);

struct ResourceAccess;

}  // namespace detail

// One of the structs of these headers.
template <class Kind>
concept ResourceKind = detail::kIsOneOf<Kind, detail::ResourceKinds>;

// A resource of a plan: one of the structs. A later SDK has more structs. So the SDK has no list of
// them. Use get_if() for the structs that you need.
//
//   if (const auto* route = entry.resource.get_if<Route>()) use(route->destination);
class Resource {
 public:
  Resource() = default;  // creates a Bridge without values
  template <ResourceKind Kind>
  Resource(Kind kind) : kind_(std::move(kind)) {}  // NOLINT: implicit by design

  // Returns the struct of type `Kind`, or null. The resource owns it.
  template <ResourceKind Kind>
  [[nodiscard]] const Kind* get_if() const noexcept {
    return std::get_if<Kind>(&kind_);
  }
  template <ResourceKind Kind>
  [[nodiscard]] Kind* get_if() noexcept {
    return std::get_if<Kind>(&kind_);
  }
  template <ResourceKind Kind>
  [[nodiscard]] bool is() const noexcept {
    return get_if<Kind>() != nullptr;
  }

  auto operator<=>(const Resource&) const = default;

 private:
  friend detail::ResourceAccess;
  detail::ResourceKinds kind_;
};

// Returns the kind's name in documents and manifests: "bridge", "veth", ...
std::string_view kind_of(const Resource& resource);
// Returns a phrase for users: `bridge "testnet"`, `address 192.0.2.1/24 on "testnet"`.
std::string describe(const Resource& resource);
// Returns the identity: two resources with the same identity cannot both exist. Compare it only;
// its format may change.
std::string identity_of(const Resource& resource);
// Returns the place of the resource, or Place::host if its kind has no place.
Place place_of(const Resource& resource);

}  // namespace mydocker
