// The options of a bridge network, and the manifest of the driver.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mydocker/sdk.hpp"

namespace bridge {

// managed: the network has its own bridge, with gateway, firewall rules and NAT. unmanaged: the
// bridge exists already. mydocker only connects containers to the bridge.
enum class BridgeMode : std::uint8_t { managed, unmanaged };

// How packets of one family reach the containers and leave the network.
enum class GatewayMode : std::uint8_t {
  nat,  // outgoing packets get the host's address; clients use published ports of the host
  nat_unprotected,  // like nat; also, all ports of the containers are reachable through a route
  routed,  // outgoing packets keep the container's address; clients use the container's address and
           // published ports
  isolated,  // the host has no address in the network
};

// Returns whether outgoing packets get an address of the host.
constexpr bool translates(GatewayMode mode) {
  return mode == GatewayMode::nat || mode == GatewayMode::nat_unprotected;
}

// The user's options. options_of() has checked that they fit together.
struct BridgeOptions {
  std::string bridge;  // the name of the bridge device
  BridgeMode mode = BridgeMode::managed;
  std::uint32_t mtu = 0;     // MTU in bytes; 0: not given
  bool masquerade = true;    // whether outgoing packets get the host's address in mode nat
  bool icc = true;           // whether containers reach each other
  bool antispoofing = true;  // whether a container can use its own addresses and MAC only
  mydocker::blocks::Enforcement antispoofing_check = mydocker::blocks::Enforcement::tables;
  mydocker::blocks::TrafficOptions traffic;
  mydocker::blocks::Outbound outbound;  // fixed source addresses of outgoing packets
  GatewayMode gateway_v4 = GatewayMode::nat;
  GatewayMode gateway_v6 = GatewayMode::nat;
  bool default_route = true;            // whether containers get a default route
  std::uint32_t metric = 0;             // metric of the default route; 0: not given
  std::vector<std::string> allow_from;  // links from which packets to containers are allowed
  std::string proxy_link;  // the link on which the host answers for the containers; empty: none

  [[nodiscard]] GatewayMode gateway(mydocker::Family family) const {
    return family == mydocker::Family::v4 ? gateway_v4 : gateway_v6;
  }
  // Returns whether the host answers ARP or NDP requests for the containers' addresses of this
  // family.
  [[nodiscard]] bool is_proxied(mydocker::Family family) const {
    return !proxy_link.empty() && gateway(family) == GatewayMode::routed;
  }
};

// Returns whether the network has a subnet of the family.
bool has_family(const mydocker::NetworkView& network, mydocker::Family family);

// Reads the user's options. A missing option gets its default. An error names two options that
// contradict each other, or a missing feature of the host.
mydocker::Result<BridgeOptions> options_of(const mydocker::NetworkView& network,
                                           const mydocker::HostFacts& host);

inline constexpr mydocker::Capability kCapabilities[] = {
    mydocker::Capability::addresses, mydocker::Capability::ipv6, mydocker::Capability::ports};
inline constexpr std::string_view kResources[] = {
    "bridge",   "veth",       "address",   "route",         "rule",         "sysctl",
    "loopback", "masquerade", "isolation", "forward-allow", "antispoofing", "port",
    "hairpin",  "link",       "queue",     "neighbour"};

inline constexpr std::string_view kModes[] = {"managed", "unmanaged"};
inline constexpr std::string_view kGatewayModes[] = {
    "nat", "nat-unprotected", mydocker::kRoutedMode, mydocker::kIsolatedMode};

// The aliases are the names of the options in Docker and Podman.
inline constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "bridge-name",
     .type = mydocker::OptionType::link,
     .role = mydocker::OptionRole::link_name,
     .help =
         "name of the bridge; the default is the network's name, if it is short enough and free",
     .alias = "com.docker.network.bridge.name",
     .other_alias = "interface-name"},
    {.key = "mode",
     .help =
         "managed: the network has its own bridge; unmanaged: it uses an existing bridge unchanged",
     .default_value = "managed",
     .choices = kModes},
    {.key = "mtu",
     .type = mydocker::OptionType::number,
     .role = mydocker::OptionRole::mtu,
     .help = "MTU in bytes; the default is the MTU of the interface with the default route",
     .min = 68,
     .max = 65535,
     .alias = "com.docker.network.driver.mtu"},
    {.key = "masquerade",
     .type = mydocker::OptionType::flag,
     .role = mydocker::OptionRole::masquerade,
     .help = "whether packets that leave the host get the host's address (masquerade)",
     .default_value = "true",
     .alias = "com.docker.network.bridge.enable_ip_masquerade"},
    {.key = "outbound-ipv4",
     .type = mydocker::OptionType::address,
     .help =
         "source address of IPv4 packets that leave the host; the default is the address of the "
         "outgoing interface",
     .alias = "com.docker.network.host_ipv4",
     .other_alias = "outbound_addr4"},
    {.key = "outbound-ipv6",
     .type = mydocker::OptionType::address,
     .help =
         "source address of IPv6 packets that leave the host; the default is the address of the "
         "outgoing interface",
     .alias = "com.docker.network.host_ipv6",
     .other_alias = "outbound_addr6"},
    {.key = "icc",
     .type = mydocker::OptionType::flag,
     .help = "whether the containers of the network reach each other",
     .default_value = "true",
     .alias = "com.docker.network.bridge.enable_icc"},
    {.key = "antispoofing",
     .type = mydocker::OptionType::flag,
     .help = "whether a container can use its own addresses and MAC only",
     .default_value = "true"},
    {.key = "antispoofing-filter",
     .type = mydocker::OptionType::flag,
     .help = "whether a BPF filter on each container's link checks its addresses and MAC too; it "
             "works without the firewall tables; connecting takes about 1 ms longer",
     .default_value = "false"},
    {.key = "outbound",
     .type = mydocker::OptionType::flag,
     .help = "whether the containers can open connections to other networks and the outside; "
             "false: they can only answer, for example at published ports",
     .default_value = "true"},
    {.key = "masquerade-ports",
     .type = mydocker::OptionType::flag,
     .help = "whether packets to published ports get the host's address as their source; then "
             "replies return through the host",
     .default_value = "false"},
    {.key = "gateway-mode-ipv4",
     .role = mydocker::OptionRole::gateway_mode_ipv4,
     .help = "how IPv4 packets enter and leave the network",
     .default_value = "nat",
     .choices = kGatewayModes,
     .alias = "com.docker.network.bridge.gateway_mode_ipv4"},
    {.key = "gateway-mode-ipv6",
     .role = mydocker::OptionRole::gateway_mode_ipv6,
     .help = "how IPv6 packets enter and leave the network",
     .default_value = "nat",
     .choices = kGatewayModes,
     .alias = "com.docker.network.bridge.gateway_mode_ipv6"},
    {.key = "allow-from",
     .help =
         "interfaces, separated by colons, from which the containers are reachable: an interface "
         "of the host, or the bridge of another network",
     .alias = "com.docker.network.bridge.trusted_host_interfaces"},
    {.key = "proxy-link",
     .type = mydocker::OptionType::link,
     .help = "interface of the host on which the host answers ARP and NDP requests for the "
             "containers; the subnet may be a part of the prefix of this interface; needs the "
             "gateway mode routed"},
    {.key = "no-default-route",
     .type = mydocker::OptionType::flag,
     .help = "whether containers get no default route from this network",
     .default_value = "false",
     .alias = "no_default_route"},
    {.key = "metric",
     .type = mydocker::OptionType::number,
     .help = "metric of the containers' default route; the default follows from --gw-priority",
     .min = 1,
     .max = 4294967295},
    {.key = "container-interface-prefix",
     .role = mydocker::OptionRole::link_prefix,
     .help = "prefix of the interface names in containers, before the number",
     .default_value = "eth",
     .alias = "com.docker.network.container_iface_prefix"},
    {.key = "sysctls",
     .scope = mydocker::OptionScope::endpoint,
     .role = mydocker::OptionRole::sysctls,
     .help = "settings of the container's interface, separated by commas: "
             "net.ipv4.conf.IFNAME.NAME=VALUE; IFNAME stands for the interface",
     .alias = "com.docker.network.endpoint.sysctls"},
    {.key = "allowed-addresses",
     .scope = mydocker::OptionScope::endpoint,
     .help = "further addresses that the container may use, for example a virtual address of VRRP; "
             "separated by commas, in the network's subnets; reserve them with --aux-address"},
    {.key = "host-interface-name",
     .scope = mydocker::OptionScope::endpoint,
     .type = mydocker::OptionType::link,
     .help = "name of the container's interface on the host; the default is derived from an id",
     .alias = "host_interface_name"},
    {.key = "bandwidth-ingress",
     .scope = mydocker::OptionScope::endpoint,
     .type = mydocker::OptionType::rate,
     .role = mydocker::OptionRole::ingress_rate,
     .help = "rate of packets to the container, for example 10mbit; the default is no limit"},
    {.key = "bandwidth-ingress-burst",
     .scope = mydocker::OptionScope::endpoint,
     .type = mydocker::OptionType::size,
     .role = mydocker::OptionRole::ingress_burst,
     .help =
         "bytes that may exceed bandwidth-ingress at once, for example 64kb; the default is the "
         "traffic of 10 ms, and at least 32kb"},
    {.key = "bandwidth-egress",
     .scope = mydocker::OptionScope::endpoint,
     .type = mydocker::OptionType::rate,
     .role = mydocker::OptionRole::egress_rate,
     .help = "rate of packets from the container, for example 10mbit; the default is no limit"},
    {.key = "bandwidth-egress-burst",
     .scope = mydocker::OptionScope::endpoint,
     .type = mydocker::OptionType::size,
     .role = mydocker::OptionRole::egress_burst,
     .help = "bytes that may exceed bandwidth-egress at once, for example 64kb; the default is the "
             "traffic of 10 ms, and at least 32kb"},
    {.key = "host-binding",
     .type = mydocker::OptionType::address,
     .role = mydocker::OptionRole::host_binding,
     .help = "host address of published ports without an address; the default is all addresses",
     .alias = "com.docker.network.bridge.host_binding_ipv4"},
};

inline constexpr mydocker::DriverInfo kInfo{
    .name = "bridge",
    .version = "1.0.0",
    .summary = "containers on a bridge of the host, with addresses and NAT",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

// Returns the fixed source addresses for packets that leave the host, from the options
// outbound-ipv4 and outbound-ipv6. `options` contains all other options. `BridgeOptions::outbound`
// is not filled yet. Error invalid_argument: the address has the wrong family, cannot be a source,
// or would not be used.
//
// The host need not have the address. The address may be routed to the host, or be added to the
// host later.
mydocker::Result<mydocker::blocks::Outbound> outbound_of(const mydocker::NetworkView& network,
                                                         const BridgeOptions& options);

}  // namespace bridge
