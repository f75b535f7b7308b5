#include "mydocker/options.hpp"

#include <charconv>

namespace mydocker {

std::string Options::text(std::string_view key) const {
  const auto found = values_.find(std::string(key));
  return found == values_.end() ? std::string() : found->second;
}

bool Options::flag(std::string_view key, bool otherwise) const {
  const auto value = parse_flag(text(key));
  return value.ok() ? *value : otherwise;
}

std::int64_t Options::number(std::string_view key, std::int64_t otherwise) const {
  const auto value = parse_number(text(key));
  return value.ok() ? *value : otherwise;
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

}  // namespace mydocker
