#include "output/text_layout.hpp"

#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <numeric>

#include "mydocker/options.hpp"
#include "runtime/base/printable.hpp"

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

// Returns the number of bytes of the first `width` characters, or of the whole text if it is
// shorter.
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

constexpr std::size_t kGap = 3;
constexpr std::size_t kNarrowestColumn = 6;

// Makes the widest columns narrower. It stops when the table fits into `width`, or when each column
// has its minimum width in `least`.
void narrow(std::vector<std::size_t>& widths, const std::vector<std::size_t>& least,
            std::size_t width) {
  auto total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  for (; total > width; --total) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (widths[i] > least[i] && (widest == widths.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  for (auto word = take_word(text); !word.empty(); word = take_word(text))
    longest = std::max(longest, display_width(word));
  return longest;
}

// Returns one line of the table. No cell may be wider than its column.
std::string line_text(const std::vector<std::string>& cells,
                      const std::vector<std::size_t>& widths) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i)
    text.append(cells[i]).append(widths[i] - display_width(cells[i]) + kGap, ' ');
  // Removes trailing spaces, which an empty heading leaves.
  text.resize(text.find_last_not_of(' ') + 1);
  text += '\n';
  return text;
}

// Returns one row of the table. A row has as many lines as its cell with the most lines.
std::string row_text(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
  const auto fits = [&](std::size_t i) { return display_width(row[i]) <= widths[i]; };
  std::size_t first = 0;
  while (first < row.size() && fits(first)) ++first;
  if (first == row.size()) return line_text(row, widths);
  std::size_t height = 0;
  std::vector<std::vector<std::string>> cells;
  for (std::size_t i = 0; i < row.size(); ++i) {
    cells.push_back(fits(i) ? std::vector{row[i]} : wrapped(row[i], widths[i], LongWord::cut));
    height = std::max(height, cells.back().size());
  }
  std::string text;
  for (std::size_t line = 0; line < height; ++line) {
    std::vector<std::string> parts;
    parts.reserve(cells.size());
    for (const auto& cell : cells) parts.push_back(line < cell.size() ? cell[line] : "");
    text += line_text(parts, widths);
  }
  return text;
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

void TextTable::add(std::vector<std::string> cells) {
  cells.resize(rows_.front().size());
  for (auto& cell : cells) cell = cell.empty() ? "-" : base::printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> TextTable::widths_from(std::size_t first) const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (std::size_t row = first; row < rows_.size(); ++row)
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(rows_[row][i]));
  if (!width_) return widths;
  std::vector<std::size_t> words(widths.size(), 0);
  for (std::size_t row = first; row < rows_.size(); ++row)
    for (std::size_t i = 0; i < words.size(); ++i)
      words[i] = std::max(words[i], longest_word(rows_[row][i]));
  narrow(widths, words, *width_);
  narrow(widths, std::vector(widths.size(), kNarrowestColumn), *width_);
  return widths;
}

std::string TextTable::text_from(std::size_t first) const {
  const auto widths = widths_from(first);
  std::string text;
  for (std::size_t row = first; row < rows_.size(); ++row) text += row_text(rows_[row], widths);
  return text;
}

}  // namespace mydocker::cli
