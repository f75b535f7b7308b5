#include "runtime/base/yaml_text.hpp"

#include <algorithm>
#include <string>

#include "runtime/base/text.hpp"

namespace mydocker::base {
namespace {

// Words that YAML 1.1 or 1.2 reads as another type.
constexpr std::string_view kReservedWords[] = {"false", "n",    "no", "null", "off",
                                               "on",    "true", "y",  "yes"};

bool is_word(std::string_view text) {
  const std::string word = lower(text);
  if (word.empty() || word.front() < 'a' || word.front() > 'z') return false;
  return std::ranges::find(kReservedWords, word) == std::end(kReservedWords);
}

// Returns whether the text is an IPv4 address. A text with three dots is never a number in YAML, so
// the address needs no quotes.
bool is_ipv4(std::string_view text) {
  const bool allowed = text.find_first_not_of("0123456789./-") == std::string_view::npos;
  return allowed && std::ranges::count(text, '.') >= 3;
}

}  // namespace

bool is_plain_yaml(std::string_view text) { return is_word(text) || is_ipv4(text); }

}  // namespace mydocker::base
