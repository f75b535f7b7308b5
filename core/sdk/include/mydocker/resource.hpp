// The resources of a plan: what must exist, not how to create it.
//
// A driver lists resources; the core observes, creates, raises and destroys them. Links are named
// and never numbered. What a field means in the kernel is said by the manual page that stands
// beside it; docs/plan_reference.md says of each how it is shown, observed, made and undone. Sizes
// are in bytes, names are those of check_link_name(). A resource that is not declared in
// DriverInfo::resources is refused. Since SDK 1.0. To add a resource: a struct and its place in
// `Resource` here, its JSON (src/resource_json.hpp), its text (src/resource.cpp), what a plan may
// ask of it (runtime/plan/resource_validation.cpp), its shell lines (runtime/plan/shell_lines.cpp),
// its file in runtime/kernel/, and the contract tests.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mydocker/net_types.hpp"

namespace mydocker {

// In which network namespace a resource lives.
enum class Place : std::uint8_t { host, container };

// own: made by us and destroyed by us; found there already is an error.
// adopt: must be there already (or is made by nobody), is used as it is and never destroyed.
enum class Ownership : std::uint8_t { own, adopt };

// How a published port is reached; see PublishedPort.
enum class PortMode : std::uint8_t { nat, routed };

// A bridge device on the host, up, which learns nothing from frames for the other end of a cable
// (ip-link(8), type bridge, no_linklocal_learn).
struct Bridge {
  std::string name{};
  MacAddress mac{};       // given at birth, so that it does not follow the lowest port:
                          // derived_mac(); zero for an adopted one only
  std::uint32_t mtu = 0;  // in bytes; 0: the kernel's default
  Ownership ownership = Ownership::own;
  auto operator<=>(const Bridge&) const = default;
};

// A pair of virtual Ethernet devices, born in place: one end on the host, its peer in the container
// (veth(4)). The peer is up at once; the host end is raised after the rest of the plan has been
// made.
struct Veth {
  std::string host_link{};
  MacAddress host_mac{};
  std::string container_link{};
  MacAddress container_mac{};
  std::string master{};   // the bridge that the host end belongs to from birth; empty: none
  std::uint32_t mtu = 0;  // in bytes, both ends; 0: the kernel's default
  bool ipv6 = false;      // whether the container's end gets an IPv6 link-local address
  bool isolated =
      false;        // whether the bridge keeps it from other isolated ends (bridge(8), isolated)
  bool up = false;  // whether the host's end is up from birth, without which no route leads there;
                    // whoever wants that puts what closes the link before it in the plan
  auto operator<=>(const Veth&) const = default;
};

// How the macvlans of one parent see each other (ip-link(8), type macvlan, mode).
enum class MacvlanMode : std::uint8_t {
  bridge,       // they talk to each other directly
  private_one,  // they do not, not even by way of a switch outside; spelled "private"
  vepa,         // only by way of a switch outside that sends frames back where they came from
  passthru,     // there is one, and it has the parent's MAC
};

// A link with a MAC of its own on the medium of another link of the host, its parent. Born in its
// place, told not to listen to router advertisements, and then set up at once. Whoever is by the
// parent does not reach it; a macvlan of the host on the same parent does.
struct Macvlan {
  Place place = Place::container;
  std::string link{};
  std::string parent{};  // on the host, of Ethernet's kind
  MacAddress mac{};      // on the host derived_mac(); zero in mode passthru, and only there
  MacvlanMode mode = MacvlanMode::bridge;
  std::uint32_t mtu = 0;  // in bytes; 0: the parent's
  auto operator<=>(const Macvlan&) const = default;
};

// An address on a link, with the prefix that it makes reachable there (ip-address(8)).
struct Address {
  Place place = Place::host;
  std::string link{};
  IpPrefix address{};
  auto operator<=>(const Address&) const = default;
};

// A route in the main table (ip-route(8)). One that is not unicast has no link and no gateway.
struct Route {
  Place place = Place::host;
  std::string link{};
  IpPrefix destination{};          // length 0: the default route of that family
  std::optional<IpAddress> via{};  // none: destination is on the link
  std::uint32_t metric = 0;        // 0: the kernel's default
  RouteType type = RouteType::unicast;
  auto operator<=>(const Route&) const = default;
};

// A setting of the kernel's network stack. The value that was there before is kept, and is written
// back when the last plan that needs this one is taken away, unless somebody else has changed it
// meanwhile.
struct Sysctl {
  Place place = Place::host;
  std::string name{};   // the path below /proc/sys, "net/ipv4/ip_forward"
  std::string value{};  // one line, as it is read back; several numbers with one blank between
  auto operator<=>(const Sysctl&) const = default;
};

// The loopback device is up. It is never taken down again.
struct Loopback {
  Place place = Place::container;
  auto operator<=>(const Loopback&) const = default;
};

// The nftables tables "inet mydocker" and "bridge mydocker" with their chains, rules and empty
// sets. The core puts them before the first resource that needs them; a driver never names them.
// They go when the last plan that needs them goes.
struct Firewall {
  auto operator<=>(const Firewall&) const = default;
};

// What comes from `source` and leaves by any link that is not a network's own gets the address of
// that link (nft(8), masquerade), or `address` if there is one (nft(8), snat).
struct Masquerade {
  IpPrefix source{};
  std::optional<IpAddress> address{};  // of the same family; need not be one of the host's
  auto operator<=>(const Masquerade&) const = default;
};

// Nothing is forwarded to `link` but what comes from it, answers to what it asked for, and what a
// PublishedPort or a ForwardAllow lets in.
struct Isolation {
  std::string link{};
  bool internal = false;  // nor is anything forwarded from it to another link
  bool no_icc = false;    // nor from it back to itself
  // Prefixes of a network that has a link for each container: what comes in by `link` for one of
  // these may be forwarded to every link that an Isolation closes.
  std::vector<IpPrefix> peer_prefixes{};
  auto operator<=>(const Isolation&) const = default;
};

// What comes in by `from` may be forwarded to `to`, which an Isolation closes; not the other way.
struct ForwardAllow {
  std::string from{};  // empty: by any link
  std::string to{};
  std::optional<Family> family{};  // none: of both families; only with an empty `from`
  auto operator<=>(const ForwardAllow&) const = default;
};

// What is sent to a port of the host reaches a port of the container. Only packets for an address
// of the host itself count, wherever they come from: outside, other containers, the host's own
// programs. Who publishes IPv4 on every address or on a loopback one also wants the setting
// route_localnet on the container's bridge, without which the kernel takes no packet from 127.0.0.1
// to it; the firewall table drops what that setting would let in.
struct PublishedPort {
  Protocol protocol = Protocol::tcp;
  std::optional<IpAddress> host_address{};  // none: every address of the container's family
  std::uint16_t host_port = 0;              // the first of `count`
  IpAddress container_address{};
  std::uint16_t container_port = 0;  // the first of `count`
  std::uint16_t count = 1;           // ports in a row, both sides
  // nat: packets to the host's port are sent on to the container's.
  // routed: packets to the container's own address and port are let through, the host has no part.
  PortMode mode = PortMode::nat;
  auto operator<=>(const PublishedPort&) const = default;
};

// A bridge sends what comes in by its port `link` out by it again, if that is the way to its
// destination (ip-link(8), bridge_slave, hairpin). A container that asks the host for its own
// published port needs this wherever rules see what a bridge hands on (bridge-nf-call-iptables).
struct Hairpin {
  std::string link{};
  auto operator<=>(const Hairpin&) const = default;
};

// The bridge takes from its port `link` only what carries this MAC and one of these addresses as
// its source, and, whoever it claims to come from, no router advertisement or redirect (RFC 4861)
// and nothing that tells others their addresses (RFC 2131, RFC 8415).
// A link that is `routed` is no port of a bridge: the host takes from it only packets from one of
// these addresses, and looks at no MAC, as nobody else is behind that link.
struct AntiSpoofing {
  std::string link{};  // the host's end
  MacAddress mac{};
  std::vector<IpAddress> addresses{};
  bool routed = false;
  bool any_address = false;  // whatever the addresses are: they come from elsewhere, as by DHCP
  auto operator<=>(const AntiSpoofing&) const = default;
};

// A thing that no resource covers. The driver's own handler (resource_handler.hpp) observes,
// creates and destroys it; it joins the same order, journal, texts and rollback.
struct Custom {
  Place place = Place::host;
  std::string kind{};  // the driver's name for this kind of thing, [a-z][a-z0-9-]*
  std::string name{};  // which one of that kind; (place, kind, name) is its identity
  std::map<std::string, std::string> fields{};
  // The shell commands that would make it and take it away, each one line, as they are typed in the
  // namespace of its place. People see them; nothing runs them.
  std::vector<std::string> create_lines{};
  std::vector<std::string> destroy_lines{};
  auto operator<=>(const Custom&) const = default;
};

using Resource =
    std::variant<Bridge, Veth, Address, Route, Sysctl, Loopback, Firewall, Masquerade, Isolation,
                 ForwardAllow, PublishedPort, Hairpin, AntiSpoofing, Macvlan, Custom>;

// "bridge", "private", "vepa", "passthru".
std::string_view name_of(MacvlanMode mode);

// "bridge", "veth", ...: the resource's name in documents and manifests.
std::string_view kind_of(const Resource& resource);
// One phrase for people: `bridge "testnet"`, `address 192.0.2.1/24 on "testnet"`.
std::string describe(const Resource& resource);
// What makes it this one and no other: two resources with the same identity cannot both exist. Not
// a document: compare it, do not take it apart.
std::string identity_of(const Resource& resource);
// Where it is; host for those that have no choice.
Place place_of(const Resource& resource);

}  // namespace mydocker
