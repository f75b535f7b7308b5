// What the host looks like, read once before planning. A driver sees nothing else of it.
//
// All facts are of the network namespace that mydocker runs in. Since SDK 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker {

// What a link's frames are like. wireless: Ethernet's to the host, but a station of a wireless LAN
// may use no MAC but its own.
enum class Medium : std::uint8_t { ethernet, loopback, wireless, other };

struct LinkFact {
  std::string name;
  std::string kind;       // "bridge", "veth", ... (ip-link(8), type); empty for hardware
  std::uint32_t mtu = 0;  // in bytes
  bool up = false;        // switched on (IFF_UP); whether it has a carrier is another matter
  Medium medium = Medium::ethernet;
  std::string master{};  // the bridge, or other link, whose port it is; empty: it is nobody's
  auto operator<=>(const LinkFact&) const = default;
};

struct HostFacts {
  // The link that the default route of the main table leaves by (IPv4 before IPv6); none: there is
  // none. Known when a network is planned; the plan of an endpoint follows its network's.
  std::optional<LinkFact> default_route;
  // The links that the network's options of type `link` name, as far as they exist.
  std::vector<LinkFact> links;

  // Whether the kernel has IPv6, and so its settings (below /proc/sys/net/ipv6).
  bool ipv6 = false;
  // The link of the host's IPv6 default route, if the host listens to router advertisements there:
  // with accept_ra 1, which means only as long as it forwards nothing, or with 2, which means
  // always. Empty: there is none, or the host does not listen. Known when a network with IPv6 is
  // planned.
  std::string advertised_link{};

  // One of `links`; null: the host has none of that name, or no option names it.
  [[nodiscard]] const LinkFact* link(std::string_view name) const {
    for (const auto& fact : links)
      if (fact.name == name) return &fact;
    return nullptr;
  }
  auto operator<=>(const HostFacts&) const = default;
};

}  // namespace mydocker
