#include "output/table.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "runtime/base/printable.hpp"

namespace mydocker::cli {
namespace {

constexpr std::size_t kGap = 3;

// The width in characters: all bytes except the continuation bytes of UTF-8.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }));
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
  cells.resize(rows_.front().size());
  for (auto& cell : cells) cell = cell.empty() ? "-" : base::printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text_from(std::size_t first) const {
  const std::span rows(rows_.begin() + static_cast<std::ptrdiff_t>(first), rows_.end());
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));

  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      text += row[i] + std::string(widths[i] - width(row[i]) + kGap, ' ');
    text += row.back();
    text.resize(text.find_last_not_of(' ') + 1);  // an empty heading leaves trailing blanks
    text += '\n';
  }
  return text;
}

}  // namespace mydocker::cli
