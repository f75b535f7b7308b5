// A driver's manifest as it is read from its file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/driver_info.hpp"

namespace mydocker {

// One option of the manifest: an OptionSpec that owns its texts.
struct ManifestOption {
  std::string key;
  OptionScope scope = OptionScope::network;
  OptionType type = OptionType::text;
  std::string help;
  std::string default_value;
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::vector<std::string> choices;
  std::string alias;
  std::string other_alias{};

  // Returns whether `name` is the option's key or one of its aliases.
  [[nodiscard]] bool is_called(std::string_view name) const {
    return !name.empty() && (name == key || name == alias || name == other_alias);
  }
  bool operator==(const ManifestOption&) const = default;
};

// The manifest: a DriverInfo that owns its texts. sdk_major and sdk_minor come from the note.
struct Manifest {
  std::string name;
  std::string version;
  std::string summary;
  std::string license;
  std::vector<std::string> capabilities;
  std::vector<std::string> resources;
  std::vector<ManifestOption> options;
  std::uint16_t sdk_major = 0;
  std::uint16_t sdk_minor = 0;
  std::uint16_t min_host_minor = 0;
  std::vector<std::string> traits{};

  [[nodiscard]] bool can(std::string_view capability) const {
    for (const auto& own : capabilities)
      if (own == capability) return true;
    return false;
  }
  bool operator==(const Manifest&) const = default;
};

Manifest manifest_of(const DriverInfo& info);

}  // namespace mydocker
