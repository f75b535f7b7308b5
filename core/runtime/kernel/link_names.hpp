// The names of the links in this process's network namespace, for shell completion.
#pragma once

#include <string>
#include <vector>

namespace mydocker::kernel {

// Returns the names in the kernel's order. Empty if the kernel does not return them. Needs no
// privilege.
std::vector<std::string> link_names();

}  // namespace mydocker::kernel
