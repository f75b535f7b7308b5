// Fault injection for tests. MYDOCKER_FAULT makes a step fail, or kills the process between two
// steps.
//
//   fail:N   step N of the process (the first is 1) fails with "injected fault"
//   kill:N   SIGKILL directly after step N; kill:0: before the first step
//
// Built only with the CMake option MYDOCKER_FAULT_POINTS.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli {

// An empty text means no fault. invalid_argument: the text has another form.
Result<apply::FaultAtStep> parse_fault(std::string_view text);

}  // namespace mydocker::cli
