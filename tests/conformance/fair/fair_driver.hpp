// A small correct driver: a bridge, a veth pair for each container, and outgoing traffic. Each
// mutant is this driver with one broken rule.
#pragma once

#include "mydocker/export.hpp"
#include "mydocker/sdk.hpp"

namespace fair {

inline constexpr mydocker::Capability kCapabilities[] = {
    mydocker::Capability::addresses, mydocker::Capability::ipv6, mydocker::Capability::ports};
inline constexpr std::string_view kResources[] = {
    "bridge",     "veth",      "address",      "route", "sysctl",  "loopback",
    "masquerade", "isolation", "antispoofing", "port",  "hairpin", "custom"};
inline constexpr std::string_view kModes[] = {"plain", "fancy"};
inline constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "mode",
     .help = "how it is done",
     .default_value = "plain",
     .choices = kModes,
     .alias = "fair.mode"},
    {.key = "mtu",
     .type = mydocker::OptionType::number,
     .role = mydocker::OptionRole::mtu,
     .help = "the largest packet in bytes",
     .min = 1300,
     .max = 9000,
     .alias = "tint"},
    {.key = "icc",
     .type = mydocker::OptionType::flag,
     .help = "whether containers reach each other",
     .default_value = "true"},
    {.key = "color", .help = "any color"},
    {.key = "speed",
     .scope = mydocker::OptionScope::endpoint,
     .type = mydocker::OptionType::number,
     .help = "how fast",
     .min = 1,
     .max = 9},
};

inline constexpr mydocker::DriverInfo kInfo{
    .name = "fair",
    .version = "1.0.0",
    .summary = "a driver that is right in all things",
    .license = "MIT",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

// The correct driver.
class FairDriver : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_network(
      const mydocker::NetworkView& network, const mydocker::HostFacts& host) const override;
  [[nodiscard]] mydocker::Result<mydocker::Plan> plan_endpoint(
      const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint,
      const mydocker::HostFacts& host) const override;
};

}  // namespace fair
