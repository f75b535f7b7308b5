// Whether the running kernel has what the resources of a plan need.
//
// Not guessed from its version or modules: one of each kind that needs a module is made, in
// namespaces that are made for it and go with it.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// The kinds (kind_of()) among `kinds` that were tried; the others need nothing that a kernel could
// lack. unsupported: the first that the kernel cannot make, and why. Needs root.
Result<std::vector<std::string>> probe_features(const std::vector<std::string>& kinds);

}  // namespace mydocker::kernel
