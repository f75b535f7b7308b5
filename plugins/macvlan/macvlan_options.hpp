// The options of a macvlan network, and the manifest of the driver.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/sdk.hpp"

namespace macvlan {

// The user's options, checked.
struct MacvlanOptions {
  std::string parent;  // the host's link to the LAN
  mydocker::MacvlanMode mode = mydocker::MacvlanMode::bridge;
  std::uint32_t mtu = 0;  // MTU in bytes; 0: the parent's MTU
  // Name of a link for traffic between the host and the containers; empty: none.
  std::string host_link;
  bool accept_ra = false;     // whether containers use router advertisements of the LAN
  bool default_route = true;  // whether containers get a default route
  std::uint32_t metric = 0;   // metric of the default route; 0: not given
};

// Returns whether the network has an IPv6 subnet.
bool has_ipv6(const mydocker::NetworkView& network);

// Reads the user's options. An error names two options that contradict each other, or says why the
// link cannot be the parent.
mydocker::Result<MacvlanOptions> options_of(const mydocker::NetworkView& network,
                                            const mydocker::HostFacts& host);

inline constexpr mydocker::Capability kCapabilities[] = {
    mydocker::Capability::addresses, mydocker::Capability::ipv6, mydocker::Capability::lan};
inline constexpr std::string_view kResources[] = {"macvlan", "address", "route",
                                                  "rule",    "sysctl",  "loopback"};

inline constexpr std::string_view kModes[] = {"bridge", "private", "vepa", mydocker::kPassthru};

// The aliases are the names of the options in Docker and Podman.
inline constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "parent",
     .type = mydocker::OptionType::link,
     .role = mydocker::OptionRole::parent,
     .help = "the host's interface to the LAN; the default is the interface of the default route "
             "at creation",
     .alias = "interface-name"},
    {.key = "mode",
     .role = mydocker::OptionRole::parent_mode,
     .help = "how containers reach each other: bridge: directly; vepa: through a switch that sends "
             "frames back; private: never; passthru: only one container, with the parent's MAC",
     .default_value = "bridge",
     .choices = kModes,
     .alias = "macvlan_mode"},
    {.key = "mtu",
     .type = mydocker::OptionType::number,
     .role = mydocker::OptionRole::mtu,
     .help = "MTU in bytes; the default and the maximum is the parent's MTU",
     .min = 68,
     .max = 65535,
     .alias = "com.docker.network.driver.mtu"},
    {.key = "host-link",
     .type = mydocker::OptionType::link,
     .role = mydocker::OptionRole::host_link,
     .help = "name of a macvlan interface for traffic between the host and the containers; its "
             "addresses come from --aux-address host-link=ADDRESS, or are free addresses"},
    {.key = "accept-ra",
     .type = mydocker::OptionType::flag,
     .help = "whether the containers take addresses and routes from router advertisements of the "
             "LAN (SLAAC)",
     .default_value = "false"},
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
    {.key = "sysctls",
     .scope = mydocker::OptionScope::endpoint,
     .role = mydocker::OptionRole::sysctls,
     .help = "settings of the container's interface, separated by commas: "
             "net.ipv4.conf.IFNAME.NAME=VALUE; IFNAME stands for the interface",
     .alias = "com.docker.network.endpoint.sysctls"},
};

inline constexpr mydocker::DriverInfo kInfo{
    .name = "macvlan",
    .version = "1.0.0",
    .summary = "containers on the LAN of a host interface, each with its own MAC",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

}  // namespace macvlan
