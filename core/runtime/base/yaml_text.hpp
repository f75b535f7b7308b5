// Texts in YAML documents that mydocker writes.
#pragma once

#include <string_view>

namespace mydocker::base {

// Returns whether each reader of YAML 1.1 and 1.2 reads the text as a text, also without quotes. It
// begins with a letter and is no word such as yes, off or null, or it is an IPv4 address, prefix or
// range. The writer still has to quote characters that have a meaning in YAML (yaml-cpp does).
bool is_plain_yaml(std::string_view text);

}  // namespace mydocker::base
