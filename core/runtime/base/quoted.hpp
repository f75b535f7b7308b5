// Text from outside, made safe to print in one line.
#pragma once

#include <string>
#include <string_view>

namespace mydocker::base {

// Returns the text in double quotes, on one line. The text cannot control the terminal. A text of
// more than 1024 bytes is cut and ends in "...". These characters are escaped (\", \\, \n, \x1b,
// \u{202e}):
// - quotes, backslashes and control characters
// - bytes that are not UTF-8
// - invisible characters, and characters that change the writing direction
std::string quoted(std::string_view text);

// Returns whether `text` is UTF-8 and has no characters that quoted() escapes, except quotes and
// backslashes. Only such a text may be stored and shown without quoted().
bool is_printable(std::string_view text);

}  // namespace mydocker::base
