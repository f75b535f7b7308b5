// Which system call some code makes that should make none.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::conformance {

// Runs `work` in a child that may get memory and nothing else of the kernel (seccomp(2)). The name
// of the first other system call, as "openat(2)"; empty: there was none. An error says how the
// child ended otherwise.
Result<std::string> forbidden_call(std::chrono::milliseconds deadline,
                                   const std::function<void()>& work);

}  // namespace mydocker::conformance
