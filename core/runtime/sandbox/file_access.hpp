// Restricts the files that a driver's code can use with Landlock (landlock(7),
// Documentation/userspace-api/landlock.rst).
#pragma once

#include <cstdint>
#include <span>

namespace mydocker::sandbox {

// One file, or a folder with all its content, by its path or by a descriptor (not owned).
struct FileRule {
  enum class Access : std::uint8_t { read_file, read_folder, everything };
  const char* path = nullptr;
  int file = -1;
  Access access = Access::read_file;
};

// Restricts the process to reading the dynamic loader's cache and files below the system's library
// folders, and to `rules`. Other file accesses that Landlock controls fail with EACCES. If the
// kernel supports it, TCP, abstract Unix sockets and signals to other processes are refused too.
// Sets no_new_privs. A rule for a missing path is ignored. Returns false if the kernel has no
// Landlock.
bool allow_only_files(std::span<const FileRule> rules);

}  // namespace mydocker::sandbox
