// Texts of the program and of nft(8) without what differs from host to host.
#pragma once

#include <string>

namespace mydocker::testing {

// Links and MACs that follow from ids become VETH1, BRIDGE1, MAC1, ... in the order in which they
// come, and so do addresses that follow from a MAC. The line that makes the tables is cut short.
std::string without_derived_names(std::string text);

// The sets and maps of our tables that are not empty, a line for each, its elements sorted.
std::string elements_here();

}  // namespace mydocker::testing
