// The configuration file: /etc/mydocker/network.yaml, or --config FILE.
//
//   driver_path: [DIR, ...]              more folders with drivers
//   override_drivers: [bridge, ...]      bundled drivers that a file of the search path may replace
//   driver_deadline: 30                  seconds for one call of a driver
//   networks_format: 'table {{.Name}}'   the default --format of network ls
//   forwarding: keep                     no traffic is blocked, forwarding stays on (Forwarding)
//   address_pools:                       replaces the default pools of the same family
//     - {base: 10.20.0.0/16, size: 24}
//     - {base: fd12:3456:789a::/48, size: 64}
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/base/forwarding.hpp"

namespace mydocker::config {

// One pool in address_pools.
struct PoolSetting {
  IpPrefix base;
  unsigned size = 24;  // prefix length of each subnet; the default for IPv6 is 64
};

// The settings of the file, or their defaults.
struct Config {
  std::vector<std::filesystem::path> driver_path;
  std::vector<std::string> override_drivers;
  std::chrono::milliseconds driver_deadline{30'000};
  std::string networks_format;  // empty: not set
  base::Forwarding forwarding = base::Forwarding::restore;
  // A family without a pool in this list has the default pools.
  std::vector<PoolSetting> address_pools;
};

// Reads `file`. Without `file`, reads the default file, which need not exist. Errors have the form
// "FILE:LINE: what, solution". These files are refused:
// - not a regular file, or larger than 1 MiB
// - owned by another user than root or the caller, or writable by others
// - with unknown keys, duplicate keys, anchors or aliases
Result<Config> load(const std::optional<std::filesystem::path>& file);

}  // namespace mydocker::config
