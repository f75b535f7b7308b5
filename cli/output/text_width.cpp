#include "output/text_width.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "mydocker/options.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kUsualWidth = 80;
constexpr std::int64_t kNarrowest = 40;
constexpr std::int64_t kWidest = 1000;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

std::optional<std::size_t> usable(std::int64_t columns) {
  if (columns <= 0) return std::nullopt;
  return static_cast<std::size_t>(std::clamp(columns, kNarrowest, kWidest));
}

// The number of bytes of the first `width` characters, or of the whole text if it is shorter.
std::size_t bytes_of(std::string_view text, std::size_t width) {
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if (!is_continuation(text[at]) && width-- == 0) break;
  return at;
}

// Returns the first word of `rest` and removes it from `rest`. Empty: no word is left.
std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

}  // namespace

std::optional<std::size_t> table_width() {
  const char* columns = std::getenv("COLUMNS");
  const auto number = parse_number(columns == nullptr ? "" : columns);
  if (number && *number > 0) return usable(*number);
  winsize window{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0) return std::nullopt;
  return usable(window.ws_col);
}

std::size_t line_width() { return table_width().value_or(kUsualWidth); }

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, std::not_fn(is_continuation)));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width, LongWord long_word) {
  std::vector<std::string> lines{""};
  while (true) {
    auto word = take_word(text);
    if (word.empty()) return lines;
    const bool fits =
        lines.back().empty() || display_width(lines.back()) + 1 + display_width(word) <= width;
    if (!fits) lines.emplace_back();
    while (long_word == LongWord::cut && display_width(word) > width) {
      const auto bytes = bytes_of(word, width);
      lines.back() = word.substr(0, bytes);
      lines.emplace_back();
      word.remove_prefix(bytes);
    }
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
}

std::string indented_lines(std::string_view text, std::size_t indent, std::size_t width) {
  std::string result;
  for (const auto& line : wrapped(text, width - std::min(indent, width / 2)))
    result += std::string(indent, ' ') + line + "\n";
  return result;
}

}  // namespace mydocker::cli
