// The process of a service, identified by its number and its start time.
//
// The kernel uses a process number again. The number and the start time together identify one
// process of a boot (proc_pid_stat(5), starttime).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {

// The content of the file "pid" of a service.
struct ServiceProcess {
  pid_t pid = 0;
  std::uint64_t start_time = 0;  // in clock ticks since the boot
  std::string boot;              // boot_id()
  std::string digest;            // of the command: start_digest()
};

// Returns the start time of a process. 0: there is none, or it has ended.
std::uint64_t start_time_of(pid_t pid);

// The text "PID START_TIME BOOT DIGEST" of the file, and what it says. Nothing: another text.
std::string text_of(const ServiceProcess& process);
std::optional<ServiceProcess> parse_process(const std::string& text);

// Opens a descriptor of the process (pidfd_open(2)). None: it does not run.
base::UniqueFd open_process(const ServiceProcess& process);

// Waits until the process has ended. Returns false after `milliseconds`.
bool has_ended(const base::UniqueFd& process, int milliseconds);

// Ends the process: SIGTERM, and SIGKILL after 5 seconds. Then ends all processes of its process
// group, so what it has started ends too. Succeeds if it does not run.
Result<void> stop_process(const ServiceProcess& process);

}  // namespace mydocker::kernel
