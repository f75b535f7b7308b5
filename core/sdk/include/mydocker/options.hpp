// The values of a driver's options, as the core hands them over: checked against the driver's
// schema, aliases replaced by the option's own key, defaults filled in. Since SDK 1.0.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "mydocker/net_types.hpp"

namespace mydocker {

class Options {
 public:
  Options() = default;
  explicit Options(std::map<std::string, std::string> values) : values_(std::move(values)) {}

  [[nodiscard]] bool has(std::string_view key) const { return !text(key).empty(); }
  // The value as written; empty if there is none.
  [[nodiscard]] std::string text(std::string_view key) const;
  // A flag that is absent is `otherwise`.
  [[nodiscard]] bool flag(std::string_view key, bool otherwise = false) const;
  // A number that is absent is `otherwise`.
  [[nodiscard]] std::int64_t number(std::string_view key, std::int64_t otherwise = 0) const;

  [[nodiscard]] const std::map<std::string, std::string>& values() const noexcept {
    return values_;
  }
  auto operator<=>(const Options&) const = default;

 private:
  std::map<std::string, std::string> values_;
};

// The spellings of a flag: true/false, yes/no, on/off, 1/0; invalid_argument for others.
Result<bool> parse_flag(std::string_view text);
// A decimal number, the whole text; invalid_argument otherwise, and for what needs more than 64
// bits.
Result<std::int64_t> parse_number(std::string_view text);

}  // namespace mydocker
