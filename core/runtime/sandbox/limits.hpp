// What a process that runs a driver's code may use up; docs/drivers.md lists the same numbers.
#pragma once

#include <sys/resource.h>

namespace mydocker::sandbox {

// Private data that can be written (RLIMIT_DATA). Some language run-times reserve much more address
// space than they use, so that limit is another one.
inline constexpr rlim_t kMaxData = rlim_t{512} << 20;
inline constexpr rlim_t kMaxAddressSpace = rlim_t{4} << 30;
inline constexpr rlim_t kMaxStack = rlim_t{8} << 20;
inline constexpr rlim_t kMaxFileSize = rlim_t{16} << 20;
inline constexpr rlim_t kMaxOpenFiles = 64;

// Memory, files, processor time (`cpu_seconds`), and neither processes nor threads, core files,
// locked memory or message queues. No limit is raised above what the process has. False: one could
// not be set.
bool limit_resources(rlim_t cpu_seconds);

// The part that also holds for handlers of Custom resources, which act as root and may start
// programs: private data, the size of a file, and no core file.
bool limit_handler();

}  // namespace mydocker::sandbox
