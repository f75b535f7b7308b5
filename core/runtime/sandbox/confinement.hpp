// Puts the calling process into the sandbox for drivers that do not come with mydocker.
//
// Entry point: confine(), once, before any code of the driver is mapped; its constructors already
// run inside. After loading, allow_only_planning() narrows the system calls to those of a pure
// function. Both change the process for good. The process must have one thread.
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

struct Confinement {
  int driver = -1;         // the driver's file, open for reading (borrowed)
  rlim_t cpu_seconds = 1;  // RLIMIT_CPU; at its end the kernel kills the process
  // The caller has started the process in all namespaces: it is not root's, and could not.
  bool has_namespaces = false;
};

// The layers that this kernel refuses; 0: all are in place. Sets up, in this order:
//
// - namespaces for the network (empty, its loopback device down), mounts, IPC, the host name and
//   cgroups. The process namespace must come from clone(2), see drivers/spawn_host.hpp.
// - Landlock: the driver's file and the system's library folders can be read, nothing else can be
//   opened, created, executed or connected to.
// - limits (limits.hpp) and umask 077.
// - the user 65534 ("nobody") with no group, no capability, no_new_privs, and not dumpable, so that
//   other processes of that user can neither trace it nor read its memory. The process dies with
//   the one that started it.
// - seccomp: memory, reading files, replies; any other call raises SIGSYS (stop_report.hpp).
Layers confine(const Confinement& confinement);

// Once the driver is loaded: no file may be opened, and no memory made executable, either. False:
// the kernel refused the filter.
bool allow_only_planning();

// For the driver test kit, which loads a driver into a process of its own to see what it changes
// there (threads, signals, files): no capability, and no files but libraries and those of `rules`.
// The user and the system calls stay, so that a wrong driver is found by what it does; the kit
// provides the namespaces.
void confine_check(std::span<const FileRule> rules);

}  // namespace mydocker::sandbox
