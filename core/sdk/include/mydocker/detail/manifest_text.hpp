// Writes a manifest as JSON at compile time.
//
// Not every compiler has constexpr strings and vectors. So the text is written twice. The first
// pass counts the characters. The second pass fills an array of this size. The host reads the text
// with a JSON library.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "mydocker/driver_info.hpp"

namespace mydocker::detail {

inline constexpr std::array<std::string_view, 3> kOptionScopeNames{"network", "endpoint", "ipam"};
inline constexpr std::array<std::string_view, 9> kOptionTypeNames{
    "text", "flag", "number", "address", "prefix", "mac", "link", "rate", "size"};
inline constexpr std::array<std::string_view, 17> kOptionRoleNames{
    "none",        "link-name",   "link-prefix",       "host-binding",      "parent",
    "parent-mode", "host-link",   "gateway-mode-ipv4", "gateway-mode-ipv6", "sysctls",
    "masquerade",  "mtu",         "aliases",           "ingress-rate",      "ingress-burst",
    "egress-rate", "egress-burst"};
inline constexpr std::array<std::string_view, 6> kCapabilityNames{
    "addresses", "ipv6", "ports", "lan", "host-namespace", "ipam"};

inline constexpr std::array<std::string_view, 5> kNeedNames{"labels", "endpoints", "addresses",
                                                            "routes", "kernel"};

constexpr std::string_view name_of(OptionScope scope) {
  return kOptionScopeNames[static_cast<std::size_t>(scope)];
}
constexpr std::string_view name_of(OptionType type) {
  return kOptionTypeNames[static_cast<std::size_t>(type)];
}
constexpr std::string_view name_of(OptionRole role) {
  return kOptionRoleNames[static_cast<std::size_t>(role)];
}
constexpr std::string_view name_of(Capability capability) {
  return kCapabilityNames[static_cast<std::size_t>(capability)];
}

constexpr std::string_view name_of(Need need) { return kNeedNames[static_cast<std::size_t>(need)]; }

// Writes JSON to `out` (not owned). With a null `out` it only counts the characters.
class ManifestWriter {
 public:
  constexpr explicit ManifestWriter(char* out) : out_(out) {}
  [[nodiscard]] constexpr std::size_t size() const { return size_; }

  constexpr void manifest(const DriverInfo& info) {
    open('{');
    text("name", info.name);
    text("version", info.version);
    text("summary", info.summary);
    text("license", info.license);
    names("capabilities", info.capabilities);
    texts("resources", info.resources);
    key("options");
    open('[');
    for (const OptionSpec& spec : info.options) option(spec);
    close(']');
    key("sdk");
    put('"');
    digits(kSdkMajor);
    put('.');
    digits(kSdkMinor);
    put('"');
    number("min_host_minor", info.min_host_minor);
    if (!info.traits.empty()) texts("traits", info.traits);
    if (!info.wraps.empty()) text("wraps", info.wraps);
    if (!info.needs.empty()) names("needs", info.needs);
    close('}');
  }

 private:
  // The names of enumeration values. Clang 14 evaluates no member template here.
  constexpr void names(std::string_view name, std::span<const Capability> values) {
    key(name);
    open('[');
    for (const Capability value : values) item(name_of(value));
    close(']');
  }
  constexpr void names(std::string_view name, std::span<const Need> values) {
    key(name);
    open('[');
    for (const Need value : values) item(name_of(value));
    close(']');
  }
  constexpr void item(std::string_view value) {
    separate();
    quoted(value);
  }

  constexpr void option(const OptionSpec& spec) {
    separate();
    open('{');
    text("key", spec.key);
    text("scope", name_of(spec.scope));
    text("type", name_of(spec.type));
    if (spec.role != OptionRole::none) text("role", name_of(spec.role));
    text("help", spec.help);
    text("default", spec.default_value);
    number("min", spec.min);
    number("max", spec.max);
    texts("choices", spec.choices);
    text("alias", spec.alias);
    if (!spec.other_alias.empty()) text("other_alias", spec.other_alias);
    close('}');
  }

  constexpr void text(std::string_view name, std::string_view value) {
    key(name);
    quoted(value);
  }
  constexpr void number(std::string_view name, std::int64_t value) {
    key(name);
    if (value < 0) put('-');
    const auto bits = static_cast<std::uint64_t>(value);
    digits(value < 0 ? std::uint64_t{0} - bits : bits);
  }
  constexpr void texts(std::string_view name, std::span<const std::string_view> values) {
    key(name);
    open('[');
    for (const std::string_view value : values) item(value);
    close(']');
  }

  constexpr void key(std::string_view name) {
    separate();
    quoted(name);
    put(':');
  }
  constexpr void open(char bracket) {
    put(bracket);
    first_ = true;
  }
  constexpr void close(char bracket) {
    put(bracket);
    first_ = false;
  }
  constexpr void separate() {
    if (!first_) put(',');
    first_ = false;
  }
  constexpr void quoted(std::string_view value) {
    put('"');
    for (const char c : value) escaped(c);
    put('"');
  }
  constexpr void escaped(char c) {
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    const auto code = static_cast<std::uint8_t>(c);
    if (code < 0x20) {
      for (const char lead : std::string_view("\\u00")) put(lead);
      put(kHexDigits[code >> 4U]);
      put(kHexDigits[code & 15U]);
      return;
    }
    if (c == '"' || c == '\\') put('\\');
    put(c);
  }
  constexpr void digits(std::uint64_t value) {
    if (value >= 10) digits(value / 10);
    put(static_cast<char>('0' + value % 10));
  }
  constexpr void put(char c) {
    if (out_ != nullptr) out_[size_] = c;
    ++size_;
  }

  char* out_;
  std::size_t size_ = 0;
  bool first_ = true;
};

constexpr std::size_t manifest_size(const DriverInfo& info) {
  ManifestWriter writer(nullptr);
  writer.manifest(info);
  return writer.size();
}

}  // namespace mydocker::detail
