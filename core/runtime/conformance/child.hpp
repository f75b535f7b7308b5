// Work that may go wrong in any way, done in a process of its own.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::conformance {

// What `work` returns in a forked child whose standard streams lead nowhere. An error says how the
// child ended instead: "its process crashed: SIGSEGV", "its process exited with status 0", "its
// process did not end within 10000 ms". Whatever it has started in its session ends with it.
// The deadline holds for a fast and idle machine. Where a process takes longer to start and to get
// memory, the deadline is longer by the same factor, at most 20.
Result<std::string> in_child(std::chrono::milliseconds deadline,
                             const std::function<Result<std::string>()>& work);

// Two of those ends that somebody may wait for.
inline constexpr const char* kEndedWell = "its process exited with status 0";
inline constexpr const char* kWasKilled = "its process crashed: SIGKILL";

}  // namespace mydocker::conformance
