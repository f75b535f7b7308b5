#include "runtime/base/natural_order.hpp"

#include <algorithm>
#include <cstddef>

namespace mydocker::base {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Removes the digits from the front of `text` and returns them without leading zeros.
std::string_view take_number(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
  return number;
}

// Returns the size of the common start, without digits at its end. A number may continue after it.
std::size_t common_start(std::string_view a, std::string_view b) {
  const auto differ = std::ranges::mismatch(a, b);
  auto size = static_cast<std::size_t>(differ.in1 - a.begin());
  while (size > 0 && is_digit(a[size - 1])) --size;
  return size;
}

// Returns a negative number, zero or a positive number, as strcmp(3).
int compare(std::string_view a, std::string_view b) {
  const auto same = common_start(a, b);
  a.remove_prefix(same);
  b.remove_prefix(same);
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view left = take_number(a);
      const std::string_view right = take_number(b);
      if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
      if (const int order = left.compare(right); order != 0) return order;
      continue;
    }
    if (const int order = a.substr(0, 1).compare(b.substr(0, 1)); order != 0) return order;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  if (a.empty() && b.empty()) return 0;
  return a.empty() ? -1 : 1;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const int order = compare(a, b);
  return order != 0 ? order < 0 : a < b;
}

}  // namespace mydocker::base
