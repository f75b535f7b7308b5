// The layout of text: widths, wrapped lines and tables.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::cli {

// --- the width of texts and of the terminal, and line wrapping; all widths are in characters

// Returns the variable COLUMNS, or the width of the terminal on standard output (ioctl_tty(2),
// TIOCGWINSZ). Otherwise returns 80.
std::size_t line_width();

// Returns the width of the terminal like line_width(), but without the default of 80. Nothing: the
// lines must not wrap, because a program may read them.
std::optional<std::size_t> table_width();

// Returns the number of characters: all bytes except the continuation bytes of UTF-8.
std::size_t display_width(std::string_view text);

// What happens with a word that is longer than a line: it keeps its length, or is cut.
enum class LongWord : bool { keep, cut };

// Splits text at spaces into lines of at most `width` characters. Returns at least one line. A
// longer word gets its own line (`keep`), or is cut into several lines (`cut`).
std::vector<std::string> wrapped(std::string_view text, std::size_t width,
                                 LongWord word = LongWord::keep);

// Returns the lines of wrapped(), each with `indent` spaces before it and a newline after it.
// `width` includes the indent.
std::string indented_lines(std::string_view text, std::size_t indent, std::size_t width);

// A table with one heading for each column. Each column is as wide as its widest cell. If the table
// is wider than `width` characters, wide columns are made narrower and their cells wrap. Words are
// cut only if this is not enough.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> headings,
                     std::optional<std::size_t> width = std::nullopt)
      : width_(width) {
    rows_.push_back(std::move(headings));
  }

  // Adds a row. `cells` has one cell for each heading. Cells are escaped. An empty cell is shown as
  // "-".
  void add(std::vector<std::string> cells);

  // Returns headings and rows. Columns are three spaces apart. Lines have no trailing spaces.
  [[nodiscard]] std::string text() const { return text_from(0); }
  // Returns the rows only. The headings do not count for the width of a column.
  [[nodiscard]] std::string text_without_headings() const { return text_from(1); }

 private:
  [[nodiscard]] std::string text_from(std::size_t first) const;

  [[nodiscard]] std::vector<std::size_t> widths_from(std::size_t first) const;

  std::optional<std::size_t> width_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace mydocker::cli
