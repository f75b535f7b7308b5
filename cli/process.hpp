// The start and the end of a process of mydocker.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli {

// Makes the process independent of open files and settings of the caller. Example: if the caller
// has closed descriptor 2, a database could get this number. Then an error message would be written
// into the database.
void init_process();

#ifdef MYDOCKER_FAULT_POINTS
using ProcessFaults = apply::FaultAtStep;
#else
using ProcessFaults = apply::FaultHook;
#endif
// Returns the fault that the variable MYDOCKER_FAULT describes (parse_fault()). Without the CMake
// option MYDOCKER_FAULT_POINTS, there is no fault.
Result<ProcessFaults> fault_hook();

// Exits without running the destructors of driver code.
[[noreturn]] void exit_process(int code);

// Fault injection for tests. MYDOCKER_FAULT makes a step fail, or kills the process between two
// steps.
//
//   fail:N   step N of the process (the first is 1) fails with "injected fault"
//   kill:N   SIGKILL directly after step N; kill:0: before the first step
//
// Built only with the CMake option MYDOCKER_FAULT_POINTS.

// Parses a fault, such as "fail:3". An empty text means no fault. Error invalid_argument: the text
// has another form.
Result<apply::FaultAtStep> parse_fault(std::string_view text);

}  // namespace mydocker::cli
