// Texts in YAML documents that mydocker writes.
#pragma once

#include <string_view>

namespace mydocker::base {

// Returns whether every reader of YAML 1.1 and 1.2 takes the text as a text if it has no quotes.
// Such a text is not read as a number or flag. Two kinds of texts are plain:
// - a text that begins with a letter and is not a word such as yes, off or null
// - an IPv4 address, prefix or range
//
// The writer must still quote characters that have a meaning in YAML (yaml-cpp does this).
bool is_plain_yaml(std::string_view text);

}  // namespace mydocker::base
