#include "runtime/base/natural_order.hpp"

#include <algorithm>
#include <cstddef>

namespace mydocker::base {
namespace {

constexpr std::size_t kMostDigits = 255;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Removes the digits from the front of `text`. Returns them without leading zeros.
std::string_view take_number(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
  return number;
}

}  // namespace

// Returns the key of a text, so that a byte comparison of keys puts net2 before net10. A number
// becomes "0", its count of digits and its digits. So a number with fewer digits comes first. The
// "0" keeps the order of numbers and letters, because no letter comes between two digits. The text
// itself follows at the end, after a zero byte. So "net2" and "net02" have different keys.
std::string natural_key(std::string_view text) {
  std::string key;
  key.reserve(2 * text.size() + 8);
  for (std::string_view rest = text; !rest.empty();) {
    if (!is_digit(rest.front())) {
      key += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    const std::string_view number = take_number(rest);
    key += '0';
    key += static_cast<char>(std::min(number.size(), kMostDigits));
    key += number;
  }
  key += '\0';
  key += text;
  return key;
}

bool natural_less(std::string_view a, std::string_view b) {
  return natural_key(a) < natural_key(b);
}

}  // namespace mydocker::base
