// Lists the links of the host that have the marks of mydocker.
#pragma once

#include <string>
#include <vector>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::kernel {

// Returns each managed link as a resource with its name and MAC, so that it can be removed. Bridges
// are last. Links of other kinds are left out.
Result<std::vector<Resource>> managed_links(const Netns& host);

}  // namespace mydocker::kernel
