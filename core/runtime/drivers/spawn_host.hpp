// Starts the program mydocker-driver-host in its namespaces, without copying this process.
//
// By clone(2) with CLONE_VM and CLONE_VFORK, as posix_spawn(3) does it, which offers no namespaces:
// until the child executes the program it runs in this process's memory and makes system calls
// only.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/sandbox/layers.hpp"

namespace mydocker::drivers {

// Descriptors are borrowed. The child gets the streams, the channel and the driver, and no other.
struct HostCommand {
  std::filesystem::path program;
  bool acts = false;  // a handler's call: with the caller's rights, in `netns`
  int netns = -1;     // a network namespace; -1: the caller's
  int channel = -1;
  int driver = -1;
  int input = -1;
  int output = -1;
  int errors = -1;
  std::chrono::seconds cpu_time{};
};

struct SpawnedHost {
  pid_t pid = -1;
  base::UniqueFd process;       // its pidfd, readable when it has ended
  sandbox::Layers missing = 0;  // namespaces that the kernel refused here
};

// A host that plans is number 1 of a process namespace: when it ends, every process in there is
// dead before waitpid(2) returns (pid_namespaces(7)). Root's host enters the other namespaces
// itself; any other is started in all of them and in a user namespace.
Result<SpawnedHost> spawn_host(const HostCommand& command);

}  // namespace mydocker::drivers
