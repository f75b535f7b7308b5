// The protocol between mydocker and the program mydocker-driver-host. Both are installed together.
//
// mydocker starts it as `mydocker-driver-host MODE SECONDS` with the descriptors below and no
// others. SECONDS is the limit of processor time. The driver host loads the driver when it starts.
// Then it sends one frame (frame.hpp) for each request until the channel is closed.
#pragma once

#include "runtime/sandbox/seccomp_filter.hpp"

namespace mydocker::drivers {

inline constexpr const char* kHostProgram = "mydocker-driver-host";

// Modes. The first two plan in the sandbox (sandbox/confinement.hpp). If root starts the driver
// host, it enters the namespaces itself, in parallel with mydocker. Otherwise it is started in
// them. The third mode runs a handler with the caller's rights.
inline constexpr const char* kHostComputes = "compute";
inline constexpr const char* kHostComputesInNamespaces = "compute-in-namespaces";
inline constexpr const char* kHostActs = "act";

// Descriptors after the standard streams.
inline constexpr int kHostChannel = sandbox::kChannel;  // a stream socket
inline constexpr int kHostDriver = 4;                   // the driver's file, open for reading

// The environment of a handler. A driver that plans has an empty environment.
inline constexpr const char* kHandlerPath =
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

}  // namespace mydocker::drivers
