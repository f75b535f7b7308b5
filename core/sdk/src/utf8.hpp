// Checks of UTF-8 (RFC 3629: no surrogates, nothing above U+10FFFF, no overlong forms).
#pragma once

#include <string>
#include <string_view>

namespace mydocker::json {

bool is_utf8(std::string_view text);

// Returns the text with U+FFFD for each byte that does not belong to a character.
std::string as_utf8(std::string_view text);

}  // namespace mydocker::json
