// The resources of a plan that are links of the kernel. resource.hpp lists all resources. Since SDK
// 0.9.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mydocker/net_types.hpp"

namespace mydocker {

// The network namespace of a resource.
enum class Place : std::uint8_t { host, container };

// own: the core creates the link and removes it. A link of that name that exists already is an
// error.
// adopt: the link must exist already. The core uses it unchanged and never removes it.
enum class Ownership : std::uint8_t { own, adopt };

// A bridge device on the host (ip-link(8), type bridge). It is up from its creation. It does not
// learn from link-local frames (no_linklocal_learn). The core never changes an adopted bridge.
struct Bridge {
  std::string name{};
  // derived_mac(), or zero for an adopted bridge. A bridge without its own MAC takes over the
  // lowest MAC of its ports.
  MacAddress mac{};
  std::uint32_t mtu = 0;  // in bytes; 0: the kernel's default
  Ownership ownership = Ownership::own;
  auto operator<=>(const Bridge&) const = default;
};

// A veth pair (veth(4)). One link is on the host, its peer is in the container. Both are created in
// their namespaces. The peer is up immediately. The host's link is set up after the rest of the
// plan, unless `up` is set.
struct Veth {
  std::string host_link{};
  MacAddress host_mac{};
  std::string container_link{};
  MacAddress container_mac{};
  std::string master{};   // the bridge of the host's link, from its creation; empty: none
  std::uint32_t mtu = 0;  // in bytes, of both links; 0: the kernel's default
  bool ipv6 = false;      // the kernel gives the container's link an IPv6 link-local address
  // The bridge forwards nothing between this port and other isolated ports (bridge(8), isolated).
  bool isolated = false;
  // The host's link is up from its creation. A route through a link needs this. List the Isolation
  // of the link before the veth then.
  bool up = false;
  auto operator<=>(const Veth&) const = default;
};

// How the macvlans of one parent reach each other (ip-link(8), type macvlan, mode).
enum class MacvlanMode : std::uint8_t {
  bridge,       // directly
  private_one,  // never, not even through an external switch; the text is "private"
  vepa,         // only through an external switch that sends frames back (hairpin)
  passthru,     // the parent has this one macvlan only, and both have the same MAC
};

// A macvlan: a link with its own MAC on the medium of its parent (ip-link(8), type macvlan). The
// core creates it in its namespace, switches router advertisements off, and sets it up. The host
// does not reach it through the parent. The host reaches it through another macvlan on the same
// parent.
struct Macvlan {
  Place place = Place::container;
  std::string link{};
  std::string parent{};  // a link of the host with Ethernet frames
  MacAddress mac{};      // on the host derived_mac(); zero in mode passthru only
  MacvlanMode mode = MacvlanMode::bridge;
  std::uint32_t mtu = 0;  // in bytes; 0: the parent's MTU
  auto operator<=>(const Macvlan&) const = default;
};

// A link of one of these kinds (ip-link(8), TYPES), with the attributes of that kind as texts:
//
//   vxlan      id, port, local, group, learning, ttl    a parent is optional
//   vlan       id, protocol                             needs a parent
//   ipvlan     mode                                     needs a parent; has the parent's MAC
//   macvtap    mode                                     needs a parent
//   gre, ipip  local, remote, ttl                       a parent is optional; no MAC
//   vrf        table
//   tun, tap   owner                                    a tun has no MAC
//   bridge     vlan_filtering, stp, ageing_time, multicast_snooping
//   dummy, ifb, wireguard                               a wireguard has no MAC, and no keys here
//
// docs/plan_reference.md explains the attributes. The core creates the link in its namespace with
// all attributes, switches router advertisements and IPv6 link-local addresses off, and sets it up.
//
// The parent is a link of the host: one of this network, or one that the user named. The tunnel of
// a vxlan or wireguard link belongs to the host, also if the link itself is in a container.
struct Link {
  Place place = Place::host;
  std::string name{};
  std::string kind{};
  std::string parent{};
  std::string master{};   // a bridge or vrf of the same place; empty: none
  std::uint32_t mtu = 0;  // in bytes; 0: the kernel's default
  MacAddress mac{};  // on the host derived_mac(); zero: none, or the kernel's choice (vlan, vrf)
  std::map<std::string, std::string> attributes{};
  auto operator<=>(const Link&) const = default;
};

// Options of a bridge port, a link with a bridge as its master (bridge(8), ip-link(8),
// bridge_slave). An option without a value is not changed. They are removed with the link.
struct BridgePort {
  Place place = Place::host;
  std::string link{};
  std::optional<bool> learning{};        // the bridge learns MACs from frames of the port
  std::optional<bool> neigh_suppress{};  // the bridge answers ARP and NDP questions for the port
  std::optional<bool> isolated{};        // no traffic to other isolated ports
  std::optional<bool> hairpin{};         // a frame may leave through the port that it came in by
  // The VLAN of frames without a tag: 1 to 4094; 0: not changed. The port is a member of this VLAN
  // only. Needs a Link of kind bridge with `vlan_filtering`.
  std::uint16_t pvid = 0;
  auto operator<=>(const BridgePort&) const = default;
};

// "bridge", "private", "vepa", "passthru".
std::string_view name_of(MacvlanMode mode);

}  // namespace mydocker
