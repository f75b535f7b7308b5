// Building blocks for forwarding, masquerade, isolation and anti-spoofing.
//
// Call isolate() and add_antispoofing() before the blocks that open a way to the containers.
// Adds: sysctl, masquerade, isolation, antispoofing. Since SDK 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/host_facts.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

// Makes the host forward IPv4 packets between its links (net/ipv4/ip_forward).
void forward_ipv4(Plan& plan);

// Makes the host forward IPv6 packets between its links (net/ipv6/conf/all/forwarding). A host that
// forwards packets ignores router advertisements, and would lose its default route. So this
// function also sets accept_ra to 2 on the link HostFacts::advertised_link
// (Documentation/networking/ip-sysctl.rst).
void forward_ipv6(Plan& plan, const HostFacts& host);

// Fixed source addresses for packets that leave the host, one for each family.
// none: packets get the address of the outgoing link.
struct Outbound {
  std::optional<IpAddress> v4{};
  std::optional<IpAddress> v6{};
  [[nodiscard]] const std::optional<IpAddress>& of(Family family) const {
    return family == Family::v4 ? v4 : v6;
  }
};

// Masquerades outgoing packets from these subnets of the network. Other IPv6 addresses are valid
// outside the host, so they are not changed.
// - all IPv4 subnets
// - IPv6 subnets of unique local addresses (fc00::/7, RFC 4193)
// - all subnets of a family for which `outbound` has an address
void masquerade(Plan& plan, const NetworkView& network, const Outbound& outbound = {});

// Whether containers of one network reach each other through the host ("icc" in docs/glossary.md).
enum class Icc : std::uint8_t { on, off };

// The traffic of a network that is not internal. The fields have the meaning of the same fields of
// Isolation (resource.hpp).
struct TrafficOptions {
  bool no_outbound = false;
  bool masquerade_ports = false;
};

// Blocks forwarding to the network's `link`, except replies and published ports. If the network is
// internal, packets from it to other networks are blocked too. Icc::off also blocks traffic from
// one container of the network to another.
void isolate(Plan& plan, const NetworkView& network, const std::string& link, Icc icc = Icc::on,
             TrafficOptions traffic = {});

// The use of the host's link of a veth pair.
// bridged: the link is a port of a bridge. routed: the host has routes through the link.
enum class LinkRole : std::uint8_t { bridged, routed };

// Where the host checks the packets of a container.
// tables: in the firewall tables only. tables_and_filter: also in a BPF filter on the container's
// link. The filter works while the firewall tables are missing. Connecting then takes about 1 ms
// longer.
enum class Enforcement : std::uint8_t { tables, tables_and_filter };

// Options of add_antispoofing().
struct AntiSpoofingOptions {
  LinkRole role = LinkRole::bridged;
  std::vector<IpAddress> more_addresses{};  // further addresses that the container may use
  Enforcement enforcement = Enforcement::tables;
};

// Drops packets from the host's link `link` that do not carry the container's own MAC and
// addresses. For an endpoint without addresses, only the MAC is checked.
void add_antispoofing(Plan& plan, const EndpointView& endpoint, const std::string& link,
                      const AntiSpoofingOptions& options = {});

}  // namespace mydocker::blocks
