// Columns of text, each as wide as its widest cell.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mydocker::cli {

class Table {
 public:
  explicit Table(std::vector<std::string> headings) { rows_.push_back(std::move(headings)); }

  // As many cells as there are headings. Cells are escaped; an empty one shows as "-".
  void add(std::vector<std::string> cells);

  // The headings and the rows, columns three blanks apart, no blanks at the ends of lines.
  [[nodiscard]] std::string text() const { return text_from(0); }
  // Each column as wide as its widest cell all the same, the heading not counted.
  [[nodiscard]] std::string text_without_headings() const { return text_from(1); }

 private:
  [[nodiscard]] std::string text_from(std::size_t first) const;

  std::vector<std::vector<std::string>> rows_;
};

}  // namespace mydocker::cli
