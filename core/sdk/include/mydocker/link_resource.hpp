// The resources of a plan that are links of the kernel. resource.hpp lists all resources. Since SDK
// 1.0.
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

// own: the core creates the link and removes it. It is an error if a link with this name exists
// already.
// adopt: the link must exist already. The core uses it unchanged and never removes it.
enum class Ownership : std::uint8_t { own, adopt };

// A bridge device on the host (ip-link(8), type bridge). It is created up. It does not learn from
// link-local frames (no_linklocal_learn). The core never changes an adopted bridge.
struct Bridge {
  std::string name{};
  // derived_mac(), or zero for an adopted bridge. A bridge without its own MAC takes over the
  // lowest MAC of its ports.
  MacAddress mac{};
  std::uint32_t mtu = 0;  // in bytes; 0: the kernel's default
  Ownership ownership = Ownership::own;
  auto operator<=>(const Bridge&) const = default;
};

// A veth pair (veth(4)). One link is on the host, its peer is in the container. The core creates
// both in their namespaces. The peer is created up. The core sets the host's link up after the rest
// of the plan, unless `up` is set.
struct Veth {
  std::string host_link{};
  MacAddress host_mac{};
  std::string container_link{};
  MacAddress container_mac{};
  // The bridge that the host's link joins when it is created; empty: no bridge.
  std::string master{};
  std::uint32_t mtu = 0;  // MTU of both links in bytes; 0: the kernel's default
  bool ipv6 = false;      // the kernel gives the container's link an IPv6 link-local address
  // The bridge forwards nothing between this port and other isolated ports (bridge(8), isolated).
  bool isolated = false;
  // The host's link is created up. A route through a link needs this. In this case, list the
  // Isolation of the link before the veth pair.
  bool up = false;
  auto operator<=>(const Veth&) const = default;
};

// How the macvlans of one parent reach each other (ip-link(8), type macvlan, mode).
enum class MacvlanMode : std::uint8_t {
  bridge,       // they reach each other directly
  private_one,  // they never reach each other, not even through an external switch; the text is
                // "private"
  vepa,  // they reach each other only through an external switch that sends frames back (hairpin)
  passthru,  // the parent has only one macvlan, and both have the same MAC
};

// A macvlan: a link with its own MAC on the medium of its parent (ip-link(8), type macvlan). The
// core creates it in its namespace, switches router advertisements off, and sets it up. The host
// does not reach it through the parent. The host reaches it through another macvlan on the same
// parent.
struct Macvlan {
  Place place = Place::container;
  std::string link{};
  std::string parent{};  // a link of the host with Ethernet frames
  // MAC of the macvlan. A link of the host must have derived_mac(). In mode passthru it is zero,
  // because the macvlan has the parent's MAC. In other modes it must not be zero.
  MacAddress mac{};
  MacvlanMode mode = MacvlanMode::bridge;
  std::uint32_t mtu = 0;  // MTU in bytes; 0: the parent's MTU
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
// all attributes. It switches router advertisements and IPv6 link-local addresses off. Then it sets
// the link up.
//
// The parent is a link of the host. It belongs to this network, or the user has named it. The
// tunnel of a vxlan or wireguard link belongs to the host, even if the link is in a container.
struct Link {
  Place place = Place::host;
  std::string name{};
  std::string kind{};
  std::string parent{};
  std::string master{};   // a bridge or vrf of the same place; empty: no master
  std::uint32_t mtu = 0;  // in bytes; 0: the kernel's default
  MacAddress mac{};  // On the host: derived_mac(). Zero: the link has no MAC, or the kernel chooses
                     // it (vlan, vrf).
  std::map<std::string, std::string> attributes{};
  auto operator<=>(const Link&) const = default;
};

// Options of a bridge port (bridge(8), ip-link(8), bridge_slave). A bridge port is a link with a
// bridge as its master. An option without a value is not changed. The options disappear with the
// link.
struct BridgePort {
  Place place = Place::host;
  std::string link{};
  std::optional<bool> learning{};  // the bridge learns MACs from frames of the port
  // The bridge answers ARP requests and neighbour solicitations for the port.
  std::optional<bool> neigh_suppress{};
  std::optional<bool> isolated{};  // the bridge forwards nothing to other isolated ports
  std::optional<bool> hairpin{};   // a frame may leave through the port on which it arrived
  // The VLAN of frames without a tag: 1 to 4094; 0: not changed. The port is a member of this VLAN
  // only. Needs a Link of kind bridge with `vlan_filtering`.
  std::uint16_t pvid = 0;
  auto operator<=>(const BridgePort&) const = default;
};

// "bridge", "private", "vepa", "passthru".
std::string_view name_of(MacvlanMode mode);

}  // namespace mydocker
