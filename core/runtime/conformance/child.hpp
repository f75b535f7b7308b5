// Runs code in a child process, so that a crash or a hang stays there.
//
// Main entry point: in_child().
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::conformance {

// Returns the result of `work`, which runs in a forked child. The child's standard streams are
// /dev/null. An error names a different end of the child: "its process crashed: SIGSEGV", "its
// process exited with status 0", "its process did not end within 10000 ms".
// All processes of the child's session end with the child.
// The deadline is for a fast and idle host. On a slower host it is longer by the measured factor,
// at most 20.
Result<std::string> in_child(std::chrono::milliseconds deadline,
                             const std::function<Result<std::string>()>& work);

// Two of these error texts, for checks that expect them.
inline constexpr const char* kEndedWell = "its process exited with status 0";
inline constexpr const char* kWasKilled = "its process crashed: SIGKILL";

}  // namespace mydocker::conformance
