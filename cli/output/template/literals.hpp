// String and number literals of templates.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::cli::templates {

// A string literal: its value, and its length in the source.
struct StringLiteral {
  std::string text;
  std::size_t length = 0;  // in bytes, with the quotes
};

// `source` begins with " or `. invalid_argument: the literal is not closed, or has an unknown
// escape.
Result<StringLiteral> read_string(std::string_view source);

// The length of the number at the start of `source`, with its sign.
std::size_t number_length(std::string_view source);

// Replaces \n and \t by a newline and a tab. All other text is unchanged.
std::string shell_escapes(std::string_view text);

}  // namespace mydocker::cli::templates
