// The natural order of names with numbers: net2 comes before net10.
#pragma once

#include <string>
#include <string_view>

namespace mydocker::base {

// Returns whether `a` comes before `b`. Runs of digits are compared as numbers
// of up to 255 digits. Names that differ only in leading zeros are compared as
// bytes. This is a strict total order.
bool natural_less(std::string_view a, std::string_view b);

// Returns a key for sorting many names. The byte order of the keys is the natural order of the
// names.
std::string natural_key(std::string_view text);

}  // namespace mydocker::base
