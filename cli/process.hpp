// The start and the end of a process of mydocker.
#pragma once

#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli {

// Makes the process independent of open files and settings of the caller. Example: descriptor 2 is
// closed. A database would get descriptor 2, and an error message would be written into the
// database.
void init_process();

#ifdef MYDOCKER_FAULT_POINTS
using ProcessFaults = apply::FaultAtStep;
#else
using ProcessFaults = apply::FaultHook;
#endif
// The fault of MYDOCKER_FAULT (fault_points.hpp). Without the build option there is none.
Result<ProcessFaults> fault_hook();

// Exits without running the destructors of driver code.
[[noreturn]] void exit_process(int code);

}  // namespace mydocker::cli
