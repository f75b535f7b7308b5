// The order that people expect of names with numbers in them: net2 before net10.
#pragma once

#include <string_view>

namespace mydocker::base {

// Whether `a` comes before `b`. Runs of digits compare as numbers of any length; names that differ
// only in leading zeros, by their bytes. A strict total order.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace mydocker::base
