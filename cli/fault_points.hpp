// For tests: MYDOCKER_FAULT makes a step fail, or the process die between two steps.
//
//   fail:N   step N of the process (the first is 1) fails, saying "injected fault"
//   kill:N   SIGKILL right after step N was done; kill:0: before the first step
//
// Built only with the option MYDOCKER_FAULT_POINTS.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli {

// No text: no fault.
Result<apply::FaultAtStep> parse_fault(std::string_view text);

}  // namespace mydocker::cli
