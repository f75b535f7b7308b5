// The resources of a plan: each struct describes one object that must exist in the kernel. Those
// that are links are in link_resource.hpp, those that filter packets in firewall_resource.hpp, and
// those of processes in service_resource.hpp.
//
// A driver lists resources in a plan. The core observes, creates and removes them. A resource names
// a link by its name, never by its index. A link name must pass check_link_name() (net_types.hpp).
// All sizes are in bytes. The core refuses a resource of a kind that DriverInfo::resources lacks.
//
// The comment of a struct names the manual page of the kernel feature. docs/plan_reference.md shows
// for each resource its fields, its shell commands, and how the core observes it. Since SDK 0.9.
//
//   plan.ensure(Address{Place::host, "testnet", *IpPrefix::parse("192.0.2.1/24")},
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

// An address on a link, with the prefix that is reachable there (ip-address(8)). An IPv6 address
// gets no duplicate address detection (nodad).
struct Address {
  Place place = Place::host;
  std::string link{};
  IpPrefix address{};
  auto operator<=>(const Address&) const = default;
};

// How far away the destination of an IPv4 route is (ip-route(8), scope).
enum class RouteScope : std::uint8_t { global, link, host };
// Returns "global", "link" or "host".
std::string_view name_of(RouteScope scope);

// One of several next hops of a route (ip-route(8), nexthop). The kernel distributes the
// connections over the next hops.
struct NextHop {
  std::string link{};
  std::optional<IpAddress> via{};  // IPv6 needs one
  std::uint16_t weight = 1;        // 1 to 256: the share of the connections
  bool onlink = false;             // as Route::onlink
  auto operator<=>(const NextHop&) const = default;
};

// A route (ip-route(8)). A route of a type other than unicast has no link and no gateway. A route
// with several next hops has no `link`, `via` and `onlink` of its own.
struct Route {
  Place place = Place::host;
  std::string link{};
  IpPrefix destination{};          // without host bits; length 0: the default route of its family
  std::optional<IpAddress> via{};  // the gateway; none: the destination is on the link
  std::uint32_t metric = 0;        // 0: the kernel's default
  RouteType type = RouteType::unicast;
  std::uint32_t table = 0;  // 0: the main table; otherwise derived_table() (net_types.hpp)
  // The source address of packets that a program of the place sends without one. The place has it.
  std::optional<IpAddress> source{};
  bool onlink = false;                // the gateway is on the link, whatever addresses the link has
  std::uint32_t mtu = 0;              // of packets to the destination, in bytes; 0: the link's
  std::optional<RouteScope> scope{};  // none: `link` without a gateway, otherwise `global`
  std::vector<NextHop> next_hops{};   // two or more, or none
  auto operator<=>(const Route&) const = default;
};

// A rule of policy routing (ip-rule(8)): packets that match all of `from`, `to`, `iif` and `fwmark`
// use the routes of `table`. At least one of the first three is set. The kernel tries the rule with
// the lowest priority first. It continues with the next rule if the table has no route for the
// packet.
struct RoutingRule {
  // Before the rule of the main table: 1 to 32765. On the host 27001 to 32765, so that the rules of
  // internal networks come first.
  std::uint32_t priority = 0;
  std::optional<IpPrefix> from{};  // the source address is inside; none: every source
  std::optional<IpPrefix> to{};    // the destination is inside; none: every destination
  std::uint32_t table = 0;         // 0: the main table; otherwise derived_table()
  // The default routes of the table are skipped (ip-rule(8), suppress_prefixlength 0).
  bool without_default = false;
  Place place = Place::container;
  std::string iif{};               // packets that came in through this link; empty: every link
  std::optional<Family> family{};  // of a rule without prefixes; otherwise none
  std::uint32_t fwmark = 0;        // packets whose mark has this value in the bits of `fwmask`
  std::uint32_t fwmask = 0;        // 0: every mark
  auto operator<=>(const RoutingRule&) const = default;
};

// Returns the address family of the packets that the rule matches.
Family family_of(const RoutingRule& rule);

// A setting of the kernel's network stack (sysctl(8), Documentation/networking/ip-sysctl.rst).
// Several plans may need the same setting. The core stores the old value before the first of them.
// The core restores it after the last of them, unless another program has changed it.
struct Sysctl {
  Place place = Place::host;
  std::string name{};   // the path below /proc/sys: "net/ipv4/ip_forward"
  std::string value{};  // one line, as the kernel shows it; one space between several numbers
  auto operator<=>(const Sysctl&) const = default;
};

// The loopback device ("lo") is up. Plan it with Lifetime::host, so that it stays up.
struct Loopback {
  Place place = Place::container;
  auto operator<=>(const Loopback&) const = default;
};

// A resource of a kind that only the driver knows. The driver's ResourceHandler
// (resource_handler.hpp) observes, creates and destroys it. The core orders, journals, shows and
// rolls it back like other resources. `place`, `kind` and `name` together are its identity.
struct Custom {
  Place place = Place::host;
  std::string kind{};  // the driver's name for this kind, [a-z][a-z0-9-]*
  std::string name{};  // unique among the resources of this kind and place
  std::map<std::string, std::string> fields{};
  // Shell commands that create and remove it, one per line, as typed in the namespace of `place`.
  // Users see them in a dry run. The core never runs them.
  std::vector<std::string> create_lines{};
  std::vector<std::string> destroy_lines{};
  // The links that create() makes in `place`, and that destroy() removes. They must be up. Other
  // entries of the plan can use them, such as addresses, routes and isolation.
  std::vector<std::string> links{};
  auto operator<=>(const Custom&) const = default;
};

// An entry of the neighbour table that the kernel does not change (ip-neighbour(8)). It has the
// protocol "static". The entry is removed with its link, or when the link goes down.
//
// permanent: packets to `address` are sent to `mac` without a question (ARP, NDP).
// proxy: the link answers questions for `address`, although another link leads to it. IPv4 needs
// forwarding, IPv6 needs forwarding and the sysctl proxy_ndp of the link. A proxy on a link that
// the user named answers only for addresses of this network.
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
// `link` is a port of a bridge, or a VXLAN link with `remote`. A VXLAN link sends the frames to
// this tunnel endpoint. With a zero MAC, it sends a copy of each frame without an entry, such as
// broadcasts, to every endpoint that is listed with the zero MAC (RFC 7348).
struct Fdb {
  Place place = Place::host;
  std::string link{};
  MacAddress mac{};                   // a unicast address; zero with `remote` only
  std::optional<IpAddress> remote{};  // none: the entry of a bridge port
  std::uint16_t vlan = 0;             // of a bridge port: 1 to 4094; 0: none
  // The entry belongs to a control plane. The bridge may move it to the port that sends as `mac`.
  bool extern_learn = false;
  auto operator<=>(const Fdb&) const = default;
};

// How packets wait before they leave through a link.
enum class QueueKind : std::uint8_t {
  tbf,       // at most `rate` (tc-tbf(8))
  htb,       // the same; a program may add classes (tc-htb(8))
  fq,        // each connection in turn, each with at most `rate` (tc-fq(8))
  fq_codel,  // each connection in turn, without a rate; the text is "fq_codel" (tc-fq_codel(8))
};
// Returns the name of the kind in tc(8).
std::string_view name_of(QueueKind kind);

// The queueing discipline of a link (tc(8)): how fast packets leave through it. The core changes a
// rate in place, and no packet is lost. blocks::limit_bandwidth() plans queues of an endpoint.
//
// A queue limits packets that leave. For packets that come in through another link, put the queue
// on an ifb link, and name the other link in `ingress_of`.
struct Queue {
  Place place = Place::host;
  std::string link{};
  QueueKind kind = QueueKind::tbf;
  std::uint64_t rate = 0;   // in bits per second; tbf, htb: 8000 or more; fq: 0 is no limit
  std::uint32_t burst = 0;  // of tbf and htb: bytes that leave at once, not less than the MTU
  std::uint32_t limit = 0;  // of tbf: bytes that wait at most; further packets are dropped
  // Packets that come in through this link pass `link` first, which is an ifb. Empty: none.
  std::string ingress_of{};
  auto operator<=>(const Queue&) const = default;
};

namespace detail {

// Not part of the SDK: later versions have more types.
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

// A resource of a plan: one of the structs. A later SDK has more structs, so there is no list of
// them, and no visitor has to be complete. Ask for those that you know.
//
//   if (const auto* route = entry.resource.get_if<Route>()) use(route->destination);
class Resource {
 public:
  Resource() = default;  // a Bridge without values
  template <ResourceKind Kind>
  Resource(Kind kind) : kind_(std::move(kind)) {}  // NOLINT: implicit by design

  // Returns the struct of that type, or null. Owned by the resource.
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
