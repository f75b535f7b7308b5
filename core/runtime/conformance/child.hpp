// Work that may go wrong in any way, done in a process of its own.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::conformance {

// What `work` returns in a forked child whose standard streams lead nowhere. An error says how the
// child ended instead: "crashed: SIGSEGV", "exited with status 0", "did not end within 10 s".
// Whatever it has started in its session ends with it.
Result<std::string> in_child(std::chrono::milliseconds deadline,
                             const std::function<Result<std::string>()>& work);

}  // namespace mydocker::conformance
