// Texts in YAML documents that mydocker writes.
#pragma once

#include <string_view>

namespace mydocker::base {

// Returns whether each reader of YAML 1.1 and 1.2 reads the text as a text, even without quotes.
// The text begins with a letter and is no word such as yes, off or null. Or it is an IPv4 address,
// prefix or range. The writer must still quote characters that have a meaning in YAML (yaml-cpp
// does this).
bool is_plain_yaml(std::string_view text);

}  // namespace mydocker::base
