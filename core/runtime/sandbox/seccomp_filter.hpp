// The two seccomp(2) filters for a driver's code, and the names of system calls for messages. The
// filters list the allowed system calls; every other call raises SIGSYS.
//
// The build computes them with libseccomp (filter/generate.cpp has the lists). So the driver host
// only passes an array to the kernel.
#pragma once

#include <cstdint>
#include <string>

namespace mydocker::sandbox {

// The only descriptor besides the standard streams that can be written. During planning it is the
// only one that can be read.
inline constexpr int kChannel = 3;

// loading: also what the dynamic loader needs, because constructors run during the load.
// planning: memory, the channel, the clock and exit. A subset of `loading`.
enum class FilterStage : std::uint8_t { loading, planning };

// Requires no_new_privs. Returns false if the kernel refuses the filter.
bool install_filter(FilterStage stage);

// Returns "openat(2)", or "system call 999" for a number that libseccomp does not know.
std::string call_name(int number);

}  // namespace mydocker::sandbox
