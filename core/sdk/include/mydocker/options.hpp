// The values of a driver's options. The core has checked them against the driver's option list.
// Aliases are replaced by the option's key. Missing options have their default value.
//
// invalid_argument: the text of the option is not a flag or a number. Then the driver has declared
// another OptionType. The default is not used. Since SDK 1.0.
//
//   MYDOCKER_TRY(const auto mtu, network.options.number<std::uint32_t>("mtu"));
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "mydocker/net_types.hpp"

namespace mydocker {

// Options by key. An option without a value and without a default is absent.
class Options {
 public:
  Options() = default;
  explicit Options(std::map<std::string, std::string> values) : values_(std::move(values)) {}

  // Returns whether the option has a value that is not empty.
  [[nodiscard]] bool has(std::string_view key) const { return !text(key).empty(); }
  // Returns the value as text, or an empty text for an absent option.
  [[nodiscard]] std::string text(std::string_view key) const;
  // Returns the flag, or `otherwise` for an absent option. invalid_argument: the text is not a
  // flag.
  [[nodiscard]] Result<bool> flag(std::string_view key, bool otherwise = false) const;
  // Returns the number, or `otherwise` for an absent option. invalid_argument: the text is not a
  // number, or `Number` cannot hold it.
  template <std::integral Number = std::int64_t>
  [[nodiscard]] Result<Number> number(std::string_view key,
                                      std::type_identity_t<Number> otherwise = 0) const {
    static_assert(std::in_range<std::int64_t>(std::numeric_limits<Number>::max()));
    return has(key)
               ? number_in(key, std::numeric_limits<Number>::min(),
                           std::numeric_limits<Number>::max())
                     .transform([](std::int64_t number) { return static_cast<Number>(number); })
               : otherwise;
  }

  [[nodiscard]] const std::map<std::string, std::string>& values() const noexcept {
    return values_;
  }
  auto operator<=>(const Options&) const = default;

 private:
  [[nodiscard]] Result<std::int64_t> number_in(std::string_view key, std::int64_t lowest,
                                               std::int64_t highest) const;

  std::map<std::string, std::string> values_;
};

// Reads a flag: true, yes, on, 1 or false, no, off, 0. Other texts are invalid_argument.
Result<bool> parse_flag(std::string_view text);
// Reads a decimal number. invalid_argument: the text contains something else, or the number does
// not fit into 64 bits.
Result<std::int64_t> parse_number(std::string_view text);
// Reads a rate and returns bits per second: "10mbit", "10M" or "10000000". The units are k, m, g
// and t, with or without "bit", in small or capital letters. Each unit is 1000 times the unit
// before. invalid_argument: the text has another form, or is 0.
Result<std::int64_t> parse_rate(std::string_view text);
// Reads a size and returns bytes: "32kb", "32K" or "32768". The units are k, m and g, with or
// without "b". Each unit is 1024 times the unit before. invalid_argument: the text has another
// form, or is 0.
Result<std::int64_t> parse_size(std::string_view text);

}  // namespace mydocker
