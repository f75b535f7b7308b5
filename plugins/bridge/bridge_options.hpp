// What a user may ask of a bridge network, and the manifest that says so.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/sdk.hpp"

namespace bridge {

struct BridgeOptions {
  std::string bridge;      // the name of the bridge device
  std::uint32_t mtu = 0;   // in bytes; 0: the user named none
  bool masquerade = true;  // whether what leaves the host gets the host's address
};

// The user's options, with what follows from the network where one was left out.
BridgeOptions options_of(const mydocker::NetworkView& network);

inline constexpr std::string_view kCapabilities[] = {"addresses", "ports"};
inline constexpr std::string_view kResources[] = {"bridge", "veth",     "address",    "route",
                                                  "sysctl", "loopback", "masquerade", "isolation",
                                                  "port",   "hairpin"};

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
    {.key = "host-binding",
     .type = mydocker::OptionType::address,
     .help =
         "the host's address that ports are published at for which none is named; otherwise all",
     .alias = "com.docker.network.bridge.host_binding_ipv4"},
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
