// Text from outside, made safe to print.
#pragma once

#include <string>
#include <string_view>

namespace mydocker::base {

// In double quotes, on one line, and without power over a terminal: quotes, backslashes, control
// characters, bytes that are not UTF-8, and characters that are invisible or change the direction
// of writing are escaped (\", \\, \n, \x1b, \u{202e}). More than 1024 bytes are cut, with "...".
std::string quoted(std::string_view text);

// Whether `text` is UTF-8 without any character that quoted() would have to escape, quotes and
// backslashes excepted: fit to be stored and shown.
bool is_printable(std::string_view text);

}  // namespace mydocker::base
