// Puts the calling process into the sandbox for drivers that are not bundled with mydocker.
//
// Entry point: confine(), once, before any code of the driver is mapped. So the driver's
// constructors already run in the sandbox. After the load, allow_only_planning() reduces the system
// calls to those of a pure function. Both changes are permanent. The process must have one thread.
//
//   const Layers missing = sandbox::confine({.driver = fd, .cpu_seconds = 31});
//   void* library = dlopen("/proc/self/fd/N", RTLD_NOW);  // constructors run here
//   sandbox::allow_only_planning();
#pragma once

#include <sys/resource.h>

#include <span>

#include "runtime/sandbox/file_access.hpp"
#include "runtime/sandbox/layers.hpp"

namespace mydocker::sandbox {

// The parameters of the sandbox.
struct Confinement {
  int driver = -1;         // the driver's file, open for reading (not owned)
  rlim_t cpu_seconds = 1;  // RLIMIT_CPU; at the limit the kernel kills the process
  // The process was started in all namespaces, because it is not root's and cannot enter them
  // itself.
  bool has_namespaces = false;
};

// Sets up the layers below, in this order. Returns the layers that the kernel refuses; 0: none.
//
// - Namespaces for the network (empty, its loopback link down), mounts, IPC, the host name and
//   cgroups. The process namespace must come from clone(2), see drivers/spawn_host.hpp.
// - Landlock: the driver's file and the system's library folders can be read. Nothing else can be
//   opened, created, executed or connected to.
// - Limits (limits.hpp) and umask 077.
// - The user 65534 without groups and capabilities, no_new_privs, and not dumpable. So other
//   processes of that user cannot trace it or read its memory. The process dies with its parent.
// - seccomp: memory, reading files, replies. Every other system call raises SIGSYS
//   (stop_report.hpp).
Layers confine(const Confinement& confinement);

// Call it after the load. From then on no file can be opened and no memory made executable. Returns
// false if the kernel refuses the filter.
bool allow_only_planning();

// For the driver test kit, which loads a driver into a separate process to observe its changes
// (threads, signals, files). Removes all capabilities, and all files except libraries and those of
// `rules`. User and system calls stay, so that a wrong driver can be observed. The kit provides the
// namespaces.
void confine_check(std::span<const FileRule> rules);

}  // namespace mydocker::sandbox
