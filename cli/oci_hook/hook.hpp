// One call of the hook: connects a container that is created, and disconnects a container that was
// deleted.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli::oci_hook {

// `words`: the arguments. Reads the container's state from standard input. After an error of a
// container that is created, none of its endpoints is left.
Result<void> run_hook(const std::vector<std::string>& words, apply::FaultHook& faults);

}  // namespace mydocker::cli::oci_hook
