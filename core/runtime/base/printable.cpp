#include "runtime/base/printable.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"

namespace mydocker::base {
namespace {

// Escapes the text as printable() does, but does not change the characters of `kept`.
std::string escape_except(std::string_view text, std::string_view kept) {
  if (is_printable(text)) return std::string(text);
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kept), text.size());
    const std::string piece = quoted(text.substr(0, end));
    result.append(piece, 1, piece.size() - 2);
    if (end < text.size()) result += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

}  // namespace

std::string printable(std::string_view line) { return escape_except(line, "\"\\"); }

std::string printable_lines(std::string_view text) { return escape_except(text, "\"\\\n\t"); }

}  // namespace mydocker::base
