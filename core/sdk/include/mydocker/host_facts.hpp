// The facts of the host that a driver may use. The core reads them once before planning.
//
// A driver sees nothing else of the host. All facts belong to the network namespace in which
// mydocker runs. Since SDK 1.0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"

namespace mydocker {

// The type of a link's medium. wireless: the link has Ethernet frames, but the wireless LAN accepts
// only frames with the link's own MAC.
enum class Medium : std::uint8_t { ethernet, loopback, wireless, other };

// One link of the host.
struct LinkFact {
  std::string name;
  std::string kind;  // kind of the link: "bridge", "veth", ... (ip-link(8), TYPES); empty for a
                     // hardware link
  std::uint32_t mtu = 0;  // MTU in bytes
  bool up = false;        // IFF_UP is set; the link may still have no carrier
  Medium medium = Medium::ethernet;
  std::string master{};  // the bridge or other link that has this link as a port; empty: none
  // The link's addresses without link-local ones, each with its prefix length. Filled only with
  // Need::addresses.
  std::vector<IpPrefix> addresses{};
  auto operator<=>(const LinkFact&) const = default;
};

// How the host reaches an address that an option of the network contains. The option has the type
// address, or it is a text with addresses that are separated by commas.
struct RouteFact {
  IpAddress to;
  LinkFact link;  // the packets leave through this link; its MTU limits them
  auto operator<=>(const RouteFact&) const = default;
};

// An endpoint that existed when the plan was made.
struct EndpointFact {
  std::string id;         // 64 hex digits
  std::string container;  // the container's name
  MacAddress mac;
  std::vector<IpPrefix> addresses;  // addresses with the prefix lengths of their subnets
  auto operator<=>(const EndpointFact&) const = default;
};

// All facts that a driver gets for one call.
struct HostFacts {
  // The link of the default route in the main table (IPv4 before IPv6). none: the host has no
  // default route. The core sets this field when it plans a network. The endpoints of the network
  // get the same value.
  std::optional<LinkFact> default_route;
  // The links that the network's options of type `link` name. A name is left out if no link has it.
  std::vector<LinkFact> links;

  // Whether the kernel supports IPv6 and has the settings below /proc/sys/net/ipv6.
  bool ipv6 = false;
  // The link of the host's IPv6 default route, if the host accepts router advertisements on this
  // link. With accept_ra 1, the host accepts them only while it does not forward. With accept_ra 2,
  // it always accepts them (Documentation/networking/ip-sysctl.rst). Empty: there is no such link.
  // The core sets this field when it plans a network with IPv6.
  std::string advertised_link{};
  // The routes to the addresses in the network's options. An address without a route is left out.
  // Filled only with Need::routes.
  std::vector<RouteFact> routes{};
  // The other endpoints of the network. The plan of an endpoint is not made again when another
  // endpoint is added or removed. Filled only with Need::endpoints, for the plan of an endpoint.
  std::vector<EndpointFact> endpoints{};
  // The kinds of links and queues that this kernel can create: "link-" and Link::kind, for example
  // "link-vxlan", or "queue-" and the name of a QueueKind, for example "queue-fq". A kind whose
  // kernel module can be loaded is among them. A later SDK may have other names. Filled only with
  // Need::kernel. A dry run without root does not know the features.
  std::vector<std::string> kernel_features{};

  // Returns whether `kernel_features` has the name, for example "link-vxlan".
  [[nodiscard]] bool has_feature(std::string_view name) const {
    return std::find(kernel_features.begin(), kernel_features.end(), name) != kernel_features.end();
  }
  // Returns the link `name` in `links`, or null. The caller does not own it.
  [[nodiscard]] const LinkFact* link(std::string_view name) const {
    for (const auto& fact : links)
      if (fact.name == name) return &fact;
    return nullptr;
  }
  auto operator<=>(const HostFacts&) const = default;
};

}  // namespace mydocker
