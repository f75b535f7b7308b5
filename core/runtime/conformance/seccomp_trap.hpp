// Finds the system calls of code that should not make any.
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

}  // namespace mydocker::conformance
