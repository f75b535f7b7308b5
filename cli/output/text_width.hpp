// The width of texts and of the terminal, and line wrapping. All widths are in characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::cli {

// The variable COLUMNS, or the width of the terminal on standard output (ioctl_tty(2),
// TIOCGWINSZ). Otherwise 80.
std::size_t line_width();

// The same for tables, without the default of 80. No value: lines must not wrap, because a program
// may read them.
std::optional<std::size_t> table_width();

// The number of characters: all bytes except the continuation bytes of UTF-8.
std::size_t display_width(std::string_view text);

// The treatment of a word that is longer than a line.
enum class LongWord : bool { keep, cut };

// Splits text at spaces into lines of at most `width` characters. Returns at least one line. A
// longer word gets its own line (`keep`), or is cut into several lines (`cut`).
std::vector<std::string> wrapped(std::string_view text, std::size_t width,
                                 LongWord word = LongWord::keep);

// The lines of wrapped(), each with `indent` spaces before it and a newline after it. `width`
// includes the indent.
std::string indented_lines(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace mydocker::cli
