// Finds forbidden system calls and reads of the clock.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::conformance {

// Runs `work` in a child in which only system calls for memory are allowed (seccomp(2)). Returns
// the name of the first other system call, such as "openat(2)". Empty: the child made no other
// system call. If the child ends in another way, the error says how.
Result<std::string> forbidden_call(std::chrono::milliseconds deadline,
                                   const std::function<void()>& work);

// --- finds code that reads the clock, with or without a system call

// Runs `work` in a child that cannot read the time of day. The child has neither the kernel's time
// page (vdso(7)) nor the time stamp counter (PR_SET_TSC in prctl(2)). Returns how the child first
// tried to read the time, or an empty text.
Result<std::string> clock_use(std::chrono::milliseconds deadline,
                              const std::function<Result<void>()>& work);

}  // namespace mydocker::conformance
