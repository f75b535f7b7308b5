#include "mydocker/options.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace mydocker {
namespace {

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return small;
}

// Returns `step` to the power of the position of `unit` in `units`. 0: `units` does not contain the
// unit.
std::int64_t factor_of(std::string_view unit, std::string_view units, std::int64_t step) {
  if (unit.size() > 1) return 0;
  const auto place = unit.empty() ? 0 : units.find(unit) + 1;
  if (place > units.size() || (place == 0 && !unit.empty())) return 0;
  std::int64_t factor = 1;
  for (std::size_t i = 0; i < place; ++i) factor *= step;
  return factor;
}

struct Measure {
  std::string_view suffix;  // text that may follow the unit
  std::string_view units;   // the units, one letter each
  std::int64_t step = 0;
  const char* expected = "";
};

// Reads a number and its unit. The result is greater than 0.
Result<std::int64_t> parse_measure(std::string_view text, const Measure& measure) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  auto unit = in_small_letters(text.substr(digits));
  if (unit.ends_with(measure.suffix)) unit.resize(unit.size() - measure.suffix.size());
  const std::int64_t factor = factor_of(unit, measure.units, measure.step);
  const auto number = parse_number(text.substr(0, digits));
  std::int64_t product = 0;
  if (factor != 0 && number.ok() && *number > 0 &&
      !__builtin_mul_overflow(*number, factor, &product))
    return product;
  return Error(ErrorKind::invalid_argument,
               "\"" + std::string(text) + "\" is not " + measure.expected);
}

std::string named(std::string_view key) { return "option \"" + std::string(key) + "\""; }

}  // namespace

std::string Options::text(std::string_view key) const {
  const auto found = values_.find(std::string(key));
  return found == values_.end() ? std::string() : found->second;
}

Result<bool> Options::flag(std::string_view key, bool otherwise) const {
  return has(key) ? parse_flag(text(key)).within(named(key)) : otherwise;
}

Result<std::int64_t> Options::number_in(std::string_view key, std::int64_t lowest,
                                        std::int64_t highest) const {
  MYDOCKER_TRY(const auto number, parse_number(text(key)).within(named(key)));
  if (number >= lowest && number <= highest) return number;
  return Error(ErrorKind::invalid_argument, named(key) + ": " + text(key) + " is not from " +
                                                std::to_string(lowest) + " to " +
                                                std::to_string(highest));
}

Result<bool> parse_flag(std::string_view text) {
  for (const std::string_view yes : {"true", "yes", "on", "1"})
    if (text == yes) return true;
  for (const std::string_view no : {"false", "no", "off", "0"})
    if (text == no) return false;
  return Error(ErrorKind::invalid_argument,
               "\"" + std::string(text) + "\" is neither true nor false");
}

Result<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end) return number;
  const bool too_large = read.ec == std::errc::result_out_of_range && read.ptr == end;
  return Error(ErrorKind::invalid_argument,
               "\"" + std::string(text) + "\" is " + (too_large ? "too large" : "not a number"));
}

Result<std::int64_t> parse_rate(std::string_view text) {
  return parse_measure(text, {"bit", "kmgt", 1000, "a rate such as 10mbit"});
}

Result<std::int64_t> parse_size(std::string_view text) {
  return parse_measure(text, {"b", "kmg", 1024, "a size such as 32kb"});
}

}  // namespace mydocker
