// Tables of text, with aligned columns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace mydocker::cli {

// A table with one heading for each column. Each column is as wide as its widest cell. If the table
// is wider than `width` characters, wide columns are made narrower and their cells wrap.
class Table {
 public:
  explicit Table(std::vector<std::string> headings, std::optional<std::size_t> width = std::nullopt)
      : width_(width) {
    rows_.push_back(std::move(headings));
  }

  // `cells` has one cell for each heading. Cells are escaped; an empty cell is shown as "-".
  void add(std::vector<std::string> cells);

  // Headings and rows. Columns are three spaces apart; lines have no trailing spaces.
  [[nodiscard]] std::string text() const { return text_from(0); }
  // Rows only. The headings do not count for the width of a column.
  [[nodiscard]] std::string text_without_headings() const { return text_from(1); }

 private:
  [[nodiscard]] std::string text_from(std::size_t first) const;

  [[nodiscard]] std::vector<std::size_t> widths_from(std::size_t first) const;

  std::optional<std::size_t> width_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace mydocker::cli
