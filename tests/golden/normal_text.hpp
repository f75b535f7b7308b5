// Output of the program and of nft(8), without the parts that differ between hosts.
#pragma once

#include <string>

namespace mydocker::testing {

// Replaces links and MACs that are derived from ids by VETH1, BRIDGE1, MAC1, ... in order of
// appearance. Addresses that are derived from a MAC are replaced too. The line that creates the
// tables is shortened.
std::string without_derived_names(std::string text);

// The non-empty sets and maps of mydocker's tables, one line each, with sorted elements.
std::string elements_here();

}  // namespace mydocker::testing
