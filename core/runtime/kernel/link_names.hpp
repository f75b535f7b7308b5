// The names of the links of this process's own network namespace, for shell completion.
#pragma once

#include <string>
#include <vector>

namespace mydocker::kernel {

// In the kernel's order; none if it does not tell. Needs no privilege.
std::vector<std::string> link_names();

}  // namespace mydocker::kernel
