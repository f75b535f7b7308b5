// A line that may hold text from outside, made safe to print.
#pragma once

#include <string>
#include <string_view>

namespace mydocker::base {

// As quoted(), but without the quotes around it, and with quotes and backslashes left as they are:
// for a whole line whose parts may have been quoted already. Doing it twice changes nothing more.
std::string printable(std::string_view line);

// The same for text of several lines: newlines and tabs stay, so that a script stays one.
std::string printable_lines(std::string_view text);

}  // namespace mydocker::base
