// The configuration file: /etc/mydocker/network.yaml, or --config FILE.
//
//   driver_path: [DIR, ...]              more folders with drivers
//   override_drivers: [bridge, ...]      bundled drivers that a file of the search path may replace
//   driver_deadline: 30                  seconds that one call of a driver may take
//   networks_format: 'table {{.Name}}'   of network ls without --format
//   address_pools:                       instead of the default ones of the same family
//     - {base: 10.20.0.0/16, size: 24}
//     - {base: fd12:3456:789a::/48, size: 64}
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"

namespace mydocker::config {

struct PoolSetting {
  IpPrefix base;
  unsigned size = 24;  // prefix length of each subnet; of IPv6 64 unless it is named
};

struct Config {
  std::vector<std::filesystem::path> driver_path;
  std::vector<std::string> override_drivers;
  std::chrono::milliseconds driver_deadline{30'000};
  std::string networks_format;             // empty: none
  std::vector<PoolSetting> address_pools;  // of a family without any: the default ones
};

// `file` nothing: the default file, which need not exist. Errors say "FILE:LINE: what, what to do".
// Not a regular file, owned by somebody else than root or us, writable by others, larger than 1
// MiB, unknown keys, duplicate keys, anchors and aliases are refused.
Result<Config> load(const std::optional<std::filesystem::path>& file);

}  // namespace mydocker::config
