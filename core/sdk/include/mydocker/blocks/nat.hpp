// What lets a network's containers reach the outside, and keeps the outside from reaching them.
// What closes belongs before what opens.
// Adds: sysctl, masquerade, isolation, anti-spoofing. Since SDK 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mydocker/host_facts.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

// The host hands on IPv4 packets between its links.
void forward_ipv4(Plan& plan);

// The host hands on IPv6 packets between its links. A host that does takes no router advertisements
// any more, and so would lose its own default route: on the link where it listens to them it goes
// on doing so.
void forward_ipv6(Plan& plan, const HostFacts& host);

// The address that a family leaves the host with, whatever the link; none: that of the link.
struct Outbound {
  std::optional<IpAddress> v4{};
  std::optional<IpAddress> v6{};
  [[nodiscard]] const std::optional<IpAddress>& of(Family family) const {
    return family == Family::v4 ? v4 : v6;
  }
};

// Packets from the network's IPv4 subnets, and from its IPv6 subnets with unique local addresses
// (fc00::/7, RFC 4193), leave the host with the host's address. Other IPv6 addresses are the
// containers' own, and known outside; but who names an address for them wants no other to be seen.
void masquerade(Plan& plan, const NetworkView& network, const Outbound& outbound = {});

// Whether containers of one network reach each other by way of the host.
enum class Icc : std::uint8_t { on, off };

// Nothing reaches the containers behind the network's `link` that they have not asked for; those of
// an internal network reach nobody else either.
void isolate(Plan& plan, const NetworkView& network, const std::string& link, Icc icc = Icc::on);

// Where the host's end of a cable is: a port of a bridge, or a link that the host routes by.
enum class Attachment : std::uint8_t { bridged, routed };

// The container behind the host's end `link` of a cable can use no address and no MAC but its own.
// One without addresses is held to its MAC alone.
void add_antispoofing(Plan& plan, const EndpointView& endpoint, const std::string& link,
                      Attachment attachment = Attachment::bridged);

}  // namespace mydocker::blocks
