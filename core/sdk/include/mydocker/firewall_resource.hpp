// The resources of a plan that filter and translate packets (nft(8)). resource.hpp lists all
// resources. Since SDK 1.0.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"

namespace mydocker {

// How packets reach a published port. PublishedPort::mode explains the values.
enum class PortMode : std::uint8_t { nat, routed };

// The nftables tables "inet mydocker" and "bridge mydocker", with their chains, rules and empty
// sets. Only the core adds this resource, before the first resource that needs it. The core removes
// the tables after the last plan that needs them.
struct Firewall {
  auto operator<=>(const Firewall&) const = default;
};

// Packets from `source` that leave the host get a new source address. Packets to links of networks
// keep their source address. The new address is the address of the outgoing link (nft(8),
// masquerade), or `address` (nft(8), snat).
struct Masquerade {
  IpPrefix source{};
  // Has the family of `source`; need not be an address of the host.
  std::optional<IpAddress> address{};
  auto operator<=>(const Masquerade&) const = default;
};

// Blocks forwarding to `link`. The host forwards only these packets to it:
// - packets that came in through `link` itself
// - replies to connections from `link`
// - packets that a PublishedPort or a ForwardAllow allows
struct Isolation {
  std::string link{};
  bool internal = false;  // the host forwards nothing from `link` to other links either
  bool no_icc = false;    // the host forwards nothing from `link` back to `link`
  // This field is for a network with one link for each container. Packets from `link` to these
  // prefixes may be forwarded to every link with an Isolation.
  std::vector<IpPrefix> peer_prefixes{};
  // The host forwards no new connection from `link` to other links. Replies are forwarded.
  bool no_outbound = false;
  // Packets to published ports get an address of the host on `link` as their source (nft(8),
  // masquerade). A container needs this if its replies do not return through the host.
  bool masquerade_ports = false;
  auto operator<=>(const Isolation&) const = default;
};

// An exception from an Isolation of `to`: packets that come in through `from` are forwarded to
// `to`. The exception does not apply to the opposite direction.
struct ForwardAllow {
  std::string from{};  // the link that packets come in through; empty: every link
  std::string to{};
  std::optional<Family> family{};  // none: both families; if it is set, `from` must be empty
  // Only ICMP echo requests (RFC 792, RFC 4443) are forwarded; `from` must be empty.
  bool ping = false;
  auto operator<=>(const ForwardAllow&) const = default;
};

// A published port: ports of the host are forwarded to ports of a container. Only packets to an
// address of the host itself are forwarded. They may come from outside, from other containers, or
// from programs on the host.
//
// A port on 127.0.0.0/8 or on every IPv4 address also needs the sysctl route_localnet on the
// container's bridge (ip-sysctl.rst). Without it the kernel drops packets from 127.0.0.1 to the
// bridge. The firewall tables drop packets from outside that route_localnet would allow.
// blocks::publish_ports() adds the ports and this sysctl.
struct PublishedPort {
  Protocol protocol = Protocol::tcp;
  std::optional<IpAddress> host_address{};  // none: every address of the container's family
  std::uint16_t host_port = 0;              // the first of `count` ports
  IpAddress container_address{};
  std::uint16_t container_port = 0;  // the first of `count` ports
  std::uint16_t count = 1;           // number of consecutive ports, on both sides
  // nat: packets to the host's port are forwarded to the container's port.
  // routed: packets to the container's own address and port are allowed. The host's port is unused.
  PortMode mode = PortMode::nat;
  auto operator<=>(const PublishedPort&) const = default;
};

// Hairpin mode of the bridge port `link` (ip-link(8), bridge_slave, hairpin): the bridge may send a
// packet back through the port on which it arrived. A container that connects to its own published
// port needs this if netfilter sees bridged packets (bridge-nf-call-iptables).
struct Hairpin {
  std::string link{};
  auto operator<=>(const Hairpin&) const = default;
};

// Packets from `link` must have the MAC `mac` and a source address from `addresses`. The bridge
// drops all other packets. It also drops these packets from every source:
// - router advertisements and redirects (RFC 4861)
// - replies of a DHCP server (RFC 2131, RFC 8415)
//
// `routed` is for a link that is not a port of a bridge. The host then checks the source address
// only, because a single container is behind the link.
struct AntiSpoofing {
  std::string link{};  // the host's link of the veth pair
  MacAddress mac{};
  std::vector<IpAddress> addresses{};
  bool routed = false;
  // Every source address is allowed, for example from DHCP; the MAC is checked.
  bool any_address = false;
  // A BPF filter on the link makes the same checks, also while the firewall tables are missing. It
  // cannot be set together with `routed`.
  bool filter = false;
  auto operator<=>(const AntiSpoofing&) const = default;
};

// Where the rules of NftRules see packets (nft(8), hooks).
enum class NftHook : std::uint8_t {
  forward,  // packets that the host forwards from or to the link
  input,    // packets from the link to the host itself
  bridge,   // frames that a bridge forwards from or to the link, which is a port of the bridge
};
// Returns "forward", "input" or "bridge".
std::string_view name_of(NftHook hook);

// What a rule does with a packet. accept: the later rules of the same NftRules do not see the
// packet. All other rules of the host still see it, so accept opens nothing.
enum class NftVerdict : std::uint8_t { drop, accept };

// One rule. It applies to packets that match every field.
struct NftRule {
  // Packets that came in through the link, or that leave through it (hooks forward and bridge).
  enum class Direction : std::uint8_t { from, to };
  Direction direction = Direction::from;
  std::optional<Family> family{};      // none: both families
  std::optional<IpPrefix> source{};    // the source address is inside; none: every source
  std::optional<IpPrefix> target{};    // the destination address is inside; none: every destination
  std::optional<Protocol> protocol{};  // none: every protocol
  std::uint16_t port = 0;              // destination port, needs a protocol; 0: every port
  std::uint16_t count = 1;             // number of consecutive ports
  // Only for the hook bridge: the rule matches only requests for the MAC of this address. These are
  // ARP requests (RFC 826) and neighbour solicitations (RFC 4861). The fields above except
  // `direction` must not be set.
  std::optional<IpAddress> neighbour{};
  NftVerdict verdict = NftVerdict::drop;
  auto operator<=>(const NftRule&) const = default;
};

// A chain with rules of the driver, in a table of its own. Each rule matches only packets that come
// from or go to `link`, so the rules concern no other network. They come before the rules of the
// core, in order. A packet that no rule drops goes on to the rules of the core. A link has at most
// one NftRules for each hook.
//
//   NftRules{.link = network.link_name,
//            .rules = {{.protocol = Protocol::tcp, .port = 25}}}  // the containers send no mail
struct NftRules {
  std::string link{};  // a link of this network on the host
  NftHook hook = NftHook::forward;
  std::vector<NftRule> rules{};  // 1 to 100 rules
  auto operator<=>(const NftRules&) const = default;
};

}  // namespace mydocker
