// What a user may ask of a bridge network, and the manifest that says so.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/sdk.hpp"

namespace bridge {

struct BridgeOptions {
  std::string bridge;         // the name of the bridge device
  std::uint32_t mtu = 0;      // in bytes; 0: the user named none
  bool masquerade = true;     // whether what leaves the host gets the host's address
  bool default_route = true;  // whether containers get a default route
  std::uint32_t metric = 0;   // of that route; 0: the user named none
};

// Whether the network has a subnet of that family.
bool has_family(const mydocker::NetworkView& network, mydocker::Family family);

// The user's options, with what follows from the network where one was left out.
BridgeOptions options_of(const mydocker::NetworkView& network);

inline constexpr std::string_view kCapabilities[] = {"addresses", "ipv6"};
inline constexpr std::string_view kResources[] = {"bridge", "veth",     "address",    "route",
                                                  "sysctl", "loopback", "masquerade", "isolation"};

// The aliases are the names of the same options in Docker.
inline constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "bridge-name",
     .type = mydocker::OptionType::link,
     .help =
         "the name of the bridge device; otherwise that of the network where it fits and is free",
     .alias = "com.docker.network.bridge.name"},
    {.key = "mtu",
     .type = mydocker::OptionType::number,
     .help = "the largest packet in bytes; otherwise that of the link of the default route",
     .min = 68,
     .max = 65535,
     .alias = "com.docker.network.driver.mtu"},
    {.key = "masquerade",
     .type = mydocker::OptionType::flag,
     .help = "whether packets that leave the host get the host's address",
     .default_value = "true",
     .alias = "com.docker.network.bridge.enable_ip_masquerade"},
    {.key = "no-default-route",
     .type = mydocker::OptionType::flag,
     .help = "whether containers get no default route by this network",
     .default_value = "false",
     .alias = "no_default_route"},
    {.key = "metric",
     .type = mydocker::OptionType::number,
     .help = "the metric of the containers' default route; otherwise it follows from --gw-priority",
     .min = 1,
     .max = 4294967295},
};

inline constexpr mydocker::DriverInfo kInfo{
    .name = "bridge",
    .version = "1.0.0",
    .summary = "containers on a bridge of the host, with addresses and a way out by NAT",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

}  // namespace bridge
