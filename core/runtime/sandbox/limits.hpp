// Resource limits of a process that runs a driver's code. docs/drivers.md has the same numbers.
#pragma once

#include <sys/resource.h>

namespace mydocker::sandbox {

// RLIMIT_DATA, in bytes: private writable memory (setrlimit(2)). Some language run-times reserve
// much more address space than they use, so RLIMIT_AS is separate. The other sizes are in bytes
// too.
inline constexpr rlim_t kMaxData = rlim_t{512} << 20;
inline constexpr rlim_t kMaxAddressSpace = rlim_t{4} << 30;
inline constexpr rlim_t kMaxStack = rlim_t{8} << 20;
inline constexpr rlim_t kMaxFileSize = rlim_t{16} << 20;
inline constexpr rlim_t kMaxOpenFiles = 64;

// Limits memory, files and processor time (`cpu_seconds`). Allows no new processes or threads, core
// files, locked memory or message queues. No limit is raised. Returns false if a limit could not be
// set.
bool limit_resources(rlim_t cpu_seconds);

// The limits that also apply to handlers of Custom resources, which run as root and may start
// programs: private memory, file size, and no core file.
bool limit_handler();

}  // namespace mydocker::sandbox
