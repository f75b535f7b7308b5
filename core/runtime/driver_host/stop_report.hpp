// Reports why a confined driver was stopped, if its process can still do so.
//
// A system call without a rule in the filter raises SIGSYS. abort(3) raises SIGABRT. Without a
// handler the kernel would ignore it: process 1 of a process namespace receives only signals that
// it handles (pid_namespaces(7)). The driver cannot replace the handlers, because rt_sigaction(2)
// has no rule.
#pragma once

#include "runtime/sandbox/layers.hpp"

namespace mydocker::driver_host {

// The driver's activity at the time of a report.
enum class Phase : char { loading, planning };

// Installs the signal handlers. They send one frame and end the process. The frame `stopped` has
// the number of the system call and the phase ("41 loading"). The frame `crashed` has the number of
// the signal.
void report_stops();

// Set the values for the reports.
void set_phase(Phase phase);
void set_missing(sandbox::Layers missing);

}  // namespace mydocker::driver_host
