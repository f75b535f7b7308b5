// What mydocker and the program mydocker-driver-host agree on; both are installed together.
//
// mydocker starts it as `mydocker-driver-host MODE SECONDS`, with the descriptors below and no
// other; SECONDS is the limit of processor time. The host loads the driver at once, then answers
// one frame (frame.hpp) for each request until the channel is closed.
#pragma once

#include "runtime/sandbox/seccomp_filter.hpp"

namespace mydocker::drivers {

inline constexpr const char* kHostProgram = "mydocker-driver-host";

// Modes. The first two plan in the sandbox (sandbox/confinement.hpp): started by root, the host
// enters the namespaces itself, while mydocker goes on; otherwise it is started in them. The third
// does a handler's work, with the rights of the caller.
inline constexpr const char* kHostComputes = "compute";
inline constexpr const char* kHostComputesInNamespaces = "compute-in-namespaces";
inline constexpr const char* kHostActs = "act";

// Descriptors, after the standard streams.
inline constexpr int kHostChannel = sandbox::kChannel;  // a stream socket
inline constexpr int kHostDriver = 4;                   // the driver's file, open for reading

// The environment of a handler; a driver that plans has an empty one.
inline constexpr const char* kHandlerPath =
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

}  // namespace mydocker::drivers
