// The two seccomp(2) filters for a driver's code: allow-lists, everything else raises SIGSYS.
//
// They are computed by libseccomp when mydocker is built (filter/generate.cpp has the lists), so
// that a driver host only hands an array to the kernel.
#pragma once

#include <cstdint>

namespace mydocker::sandbox {

// The descriptor, besides the standard streams, that may be written to; and, while planning, the
// only one that may be read.
inline constexpr int kChannel = 3;

// loading: what the dynamic loader needs, too, since constructors run while it works.
// planning: memory, the channel, the clock, the end. A part of the first.
enum class FilterStage : std::uint8_t { loading, planning };

// Requires no_new_privs. False: the kernel refused it.
bool install_filter(FilterStage stage);

}  // namespace mydocker::sandbox
