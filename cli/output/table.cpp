#include "output/table.hpp"

#include <algorithm>
#include <numeric>

#include "output/text_width.hpp"
#include "runtime/base/printable.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kGap = 3;
constexpr std::size_t kNarrowestColumn = 6;

// Makes the widest columns narrower until the table fits into `width`, or each column has
// kNarrowestColumn characters.
void fit(std::vector<std::size_t>& widths, std::size_t width) {
  auto total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  for (; total > width; --total) {
    const auto widest = std::ranges::max_element(widths);
    if (*widest <= kNarrowestColumn) return;
    --*widest;
  }
}

// One line. Each cell is not wider than its column.
std::string line_text(const std::vector<std::string>& cells,
                      const std::vector<std::size_t>& widths) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i)
    text.append(cells[i]).append(widths[i] - display_width(cells[i]) + kGap, ' ');
  text.resize(text.find_last_not_of(' ') + 1);  // an empty heading leaves trailing spaces
  text += '\n';
  return text;
}

// One row. It has as many lines as the cell with the most lines.
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

void Table::add(std::vector<std::string> cells) {
  cells.resize(rows_.front().size());
  for (auto& cell : cells) cell = cell.empty() ? "-" : base::printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths_from(std::size_t first) const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (std::size_t row = first; row < rows_.size(); ++row)
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(rows_[row][i]));
  if (width_) fit(widths, *width_);
  return widths;
}

std::string Table::text_from(std::size_t first) const {
  const auto widths = widths_from(first);
  std::string text;
  for (std::size_t row = first; row < rows_.size(); ++row) text += row_text(rows_[row], widths);
  return text;
}

}  // namespace mydocker::cli
