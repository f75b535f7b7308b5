// The two seccomp(2) filters for a driver's code, and the names of system calls for messages. The
// filters list the allowed system calls. Every other call raises SIGSYS.
//
// The build computes the filters with libseccomp (filter/generate.cpp has the lists). So the driver
// host only passes an array to the kernel.
#pragma once

#include <cstdint>
#include <string>

namespace mydocker::sandbox {

// The descriptor of the channel between the driver host and mydocker. Besides the standard streams,
// it is the only descriptor that can be written. During planning it is the only one that can be
// read.
inline constexpr int kChannel = 3;

// loading: allows the system calls of the dynamic loader too, because constructors run during the
// load.
// planning: allows memory, the channel, the clock and exit. This is a subset of `loading`.
enum class FilterStage : std::uint8_t { loading, planning };

// Installs the filter. Requires no_new_privs. Returns false if the kernel refuses the filter.
bool install_filter(FilterStage stage);

// Returns "openat(2)", or "system call 999" for a number that libseccomp does not know.
std::string call_name(int number);

}  // namespace mydocker::sandbox
