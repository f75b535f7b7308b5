// Lines with text from outside, made safe to print.
#pragma once

#include <string>
#include <string_view>

namespace mydocker::base {

// Escapes the same characters as quoted() (quoted.hpp), except quotes and backslashes. Adds no
// quotes around the line. Use it for a line whose parts may be quoted already. A second call
// changes nothing.
std::string printable(std::string_view line);

// Does the same as printable() for a text of several lines. Newlines and tabs are not changed.
std::string printable_lines(std::string_view text);

}  // namespace mydocker::base
