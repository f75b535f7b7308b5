// One call of the plug-in: reads the parameters, runs the command, writes the result.
#pragma once

#include "output/standard_output.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli::cni {

// Returns the exit code. Errors are error objects on `output`.
int run_plugin(StandardOutput& output, apply::FaultHook& faults);

}  // namespace mydocker::cli::cni
