// Reports on the ends of a confined driver that its process can still report on itself.
//
// A system call without a rule in the filter raises SIGSYS. abort(3) raises SIGABRT, which the
// kernel would ignore: number 1 of a process namespace receives only signals that it handles
// (pid_namespaces(7)). The driver cannot replace the handlers, as rt_sigaction(2) has no rule.
#pragma once

#include "runtime/sandbox/layers.hpp"

namespace mydocker::driver_host {

enum class Phase : char { loading, planning };

// Installs the handlers. They send one frame and end the process: `stopped` with the number of the
// call and the phase ("41 loading"), or `crashed` with the number of the signal.
void report_stops();

// For the reports.
void set_phase(Phase phase);
void set_missing(sandbox::Layers missing);

}  // namespace mydocker::driver_host
