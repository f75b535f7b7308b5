// Finds out what the running kernel supports: the resources of a plan, or the kinds of links and
// queues.
//
// The check does not rely on the kernel's version or its modules. It creates one resource of each
// kind that needs a kernel module. It uses temporary network namespaces.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// Tries the kinds (kind_of()) of `kinds` that need a kernel module, and returns them. The other
// kinds work with each kernel. Error unsupported: the first kind that the kernel cannot create, and
// the reason. Needs root.
Result<std::vector<std::string>> probe_features(const std::vector<std::string>& kinds);

// Returns the names of all features, sorted.
std::vector<std::string> known_features();
// Returns HostFacts::kernel_features. It tries each kind in a temporary network namespace, so the
// kernel loads missing modules. Needs root.
Result<std::vector<std::string>> kernel_features();

}  // namespace mydocker::kernel
