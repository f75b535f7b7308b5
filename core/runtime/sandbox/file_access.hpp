// Landlock (landlock(7), Documentation/userspace-api/landlock.rst): which files a driver's code may
// use.
#pragma once

#include <cstdint>
#include <span>

namespace mydocker::sandbox {

// One file, or a folder with all below it, by its path or by a descriptor (borrowed).
struct FileRule {
  enum class Access : std::uint8_t { read_file, read_folder, everything };
  const char* path = nullptr;
  int file = -1;
  Access access = Access::read_file;
};

// From now on the process can open for reading the dynamic loader's cache and the files below the
// system's library folders, and can use what `rules` say. Every other access to files that Landlock
// knows of is refused with EACCES, and so are TCP, abstract Unix sockets and signals to processes
// outside, where the kernel's Landlock covers them. Sets no_new_privs. A rule for a path that does
// not exist is left out. False: the kernel has no Landlock.
bool allow_only_files(std::span<const FileRule> rules);

}  // namespace mydocker::sandbox
