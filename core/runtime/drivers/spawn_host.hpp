// Starts the program mydocker-driver-host in its namespaces, without copying this process.
//
// It uses clone(2) with CLONE_VM and CLONE_VFORK, as posix_spawn(3) does, because posix_spawn(3)
// has no option for namespaces. Until the child executes the program, the child uses the memory of
// this process. So it only makes system calls.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/sandbox/confinement.hpp"

namespace mydocker::drivers {

// The program to start. It does not own the descriptors. The child gets the standard streams, the
// channel, the driver and the namespaces, and no other descriptor.
struct HostCommand {
  std::filesystem::path program;
  bool acts = false;  // whether the calls are those of handlers, with the caller's rights
  int channel = -1;
  int driver = -1;
  int input = -1;
  int output = -1;
  int errors = -1;
  int host_netns = -1;  // namespaces for handlers; -1: none
  int container_netns = -1;
  std::chrono::seconds cpu_time{};
};

// A started driver host. The caller must wait for `pid` (waitpid(2)).
struct SpawnedHost {
  pid_t pid = -1;
  base::UniqueFd process;       // pidfd of the process; it is readable when the process has ended
  sandbox::Layers missing = 0;  // namespaces that the kernel refused
};

// Starts the driver host. During planning it is process 1 of a process namespace. When it ends, all
// processes of this namespace are dead before waitpid(2) returns (pid_namespaces(7)). As root, the
// driver host enters the other namespaces itself. Otherwise, it is started in all of them and in a
// user namespace.
Result<SpawnedHost> spawn_host(const HostCommand& command);

}  // namespace mydocker::drivers
