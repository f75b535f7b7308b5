// The manifest of a driver, as the host reads it from the driver's file.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/detail/manifest_text.hpp"
#include "mydocker/driver_info.hpp"

namespace mydocker {

// One option of the manifest: an OptionSpec that owns its texts.
struct ManifestOption {
  std::string key;
  OptionScope scope = OptionScope::network;
  OptionType type = OptionType::text;
  OptionRole role = OptionRole::none;
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
  std::vector<std::string> capabilities;  // the names of Capability
  std::vector<std::string> resources;
  std::vector<ManifestOption> options;
  std::uint16_t sdk_major = 0;
  std::uint16_t sdk_minor = 0;
  std::uint16_t min_host_minor = 0;
  std::vector<std::string> traits{};
  std::string wraps{};               // the name of the wrapped driver
  std::vector<std::string> needs{};  // the names of Need

  [[nodiscard]] bool can(Capability capability) const {
    return has_capability(detail::name_of(capability));
  }
  [[nodiscard]] bool has_capability(std::string_view word) const {
    return std::find(capabilities.begin(), capabilities.end(), word) != capabilities.end();
  }
  [[nodiscard]] bool needs_fact(Need need) const {
    return std::find(needs.begin(), needs.end(), detail::name_of(need)) != needs.end();
  }
  // Returns the option with the role `role`. Null: the driver has no such option.
  [[nodiscard]] const ManifestOption* option_with(OptionRole role,
                                                  OptionScope scope = OptionScope::network) const {
    for (const auto& option : options)
      if (option.role == role && option.scope == scope) return &option;
    return nullptr;
  }
  // Returns the key of the option with the role `role`. Empty: the driver has no such option.
  [[nodiscard]] std::string key_of(OptionRole role,
                                   OptionScope scope = OptionScope::network) const {
    const auto* const option = option_with(role, scope);
    return option == nullptr ? std::string() : option->key;
  }
  bool operator==(const Manifest&) const = default;
};

Manifest manifest_of(const DriverInfo& info);

}  // namespace mydocker
