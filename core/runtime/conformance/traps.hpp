// Finds system calls, and reads of the clock, of code that should not make any.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::conformance {

// Runs `work` in a child that may only allocate memory (seccomp(2)). Returns the name of the first
// other system call, such as "openat(2)". Empty: there was none. An error names a different end of
// the child.
Result<std::string> forbidden_call(std::chrono::milliseconds deadline,
                                   const std::function<void()>& work);

// Finds code that reads the clock, with or without a system call.

// Runs `work` in a child that cannot read the time of day. The child has neither the kernel's time
// page (vdso(7)) nor the time stamp counter (PR_SET_TSC in prctl(2)). Returns how the child tried
// to read it first, or an empty text.
Result<std::string> clock_use(std::chrono::milliseconds deadline,
                              const std::function<Result<void>()>& work);

}  // namespace mydocker::conformance
