// Documents are UTF-8 (RFC 3629: no surrogates, nothing beyond U+10FFFF, no detours).
#pragma once

#include <string>
#include <string_view>

namespace mydocker::json {

bool is_utf8(std::string_view text);

// The text with U+FFFD for each byte that is of no character.
std::string as_utf8(std::string_view text);

}  // namespace mydocker::json
