// Runs code in a child process, so that a crash or a hang affects only the child. Reads the state
// of a process that a loaded driver could change.
//
// Main entry point: in_child().
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::conformance {

// Returns the result of `work`, which runs in a forked child. The child's standard streams are
// /dev/null. If the child ends in another way, the error says how:
// - "its process crashed: SIGSEGV"
// - "its process exited with status 0"
// - "its process did not end within 10000 ms"
//
// All processes of the child's session end with the child. The deadline is for a fast and idle
// host. On a slower host, it is multiplied by the measured slowness, at most by 20.
Result<std::string> in_child(std::chrono::milliseconds deadline,
                             const std::function<Result<std::string>()>& work);

// Two error texts of in_child(), for checks that expect them.
inline constexpr const char* kEndedWell = "its process exited with status 0";
inline constexpr const char* kWasKilled = "its process crashed: SIGKILL";

// Functions that read the state of this process. A loaded driver could change this state.

// Each function returns lines that can be compared, for example "3 -> /dev/null".
std::vector<std::string> open_files();  // lines such as "3 -> /dev/null"
std::vector<std::string> threads();     // numbers of threads, and "a child" for each ended child
// Returns the other processes of this PID namespace, with their programs. The first process and
// this process are left out.
std::vector<std::string> other_processes();
// Returns the files below the private folders of a sandbox, without the files of the kit itself.
std::vector<std::string> private_files();
std::vector<std::string> signal_settings();   // settings of all signals, with the mask
std::vector<std::string> environment();       // lines NAME=VALUE, and the locale
std::vector<std::string> process_settings();  // directory, file mode mask, limits, niceness

// Returns the differences as lines: "+ ..." is only in `now`, and "- ..." is only in `before`.
std::vector<std::string> differences(const std::vector<std::string>& now,
                                     const std::vector<std::string>& before);

}  // namespace mydocker::conformance
