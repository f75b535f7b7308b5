// Strings and numbers as they are written in a template.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::cli::templates {

struct StringLiteral {
  std::string text;
  std::size_t length = 0;  // in the source, with its quotes
};

// `source` begins with " or `. invalid_argument: it is not closed, or has an unknown escape.
Result<StringLiteral> read_string(std::string_view source);

// How long the number is that `source` begins with, its sign included.
std::size_t number_length(std::string_view source);

// Text with \n and \t made what they mean, everything else as it is.
std::string shell_escapes(std::string_view text);

}  // namespace mydocker::cli::templates
