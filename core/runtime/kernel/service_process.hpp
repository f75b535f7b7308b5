// The process of a service. These functions start it, find it, end it, and give it a control group.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/service_user.hpp"

namespace mydocker::kernel {

// The content of the file "pid" of a service.
struct ServiceProcess {
  pid_t pid = 0;
  std::uint64_t start_time = 0;  // start time in clock ticks since the boot
  std::string boot;              // the boot_id() at the start
  std::string digest;            // digest of the command: start_digest()
};

// Returns the start time of a process. 0: the process does not exist, or it has ended.
std::uint64_t start_time_of(pid_t pid);

// text_of() returns the content of the file: "PID START_TIME BOOT DIGEST". parse_process() reads
// it, and returns nothing for another text.
std::string text_of(const ServiceProcess& process);
std::optional<ServiceProcess> parse_process(const std::string& text);

// Opens a descriptor of the process (pidfd_open(2)). The descriptor is empty if the process does
// not run.
base::UniqueFd open_process(const ServiceProcess& process);

// Waits until the process has ended. Returns false if it still runs after `milliseconds`.
bool has_ended(const base::UniqueFd& process, int milliseconds);

// Ends the process with SIGTERM, or with SIGKILL after 5 seconds. Then it ends all other processes
// of the process group, which the process has started. Succeeds if the process does not run.
Result<void> stop_process(const ServiceProcess& process);

// The control group of a service on a host with systemd.
//
// Without its own control group, a service that mydocker-network.service starts belongs to that
// unit. So the service would end with the unit. A scope is a unit for a process that another
// program has started (systemd.scope(5)).

// Returns the name of the unit of a process: "mydocker-NAME-PID.scope".
std::string scope_name(const std::string& service, pid_t pid);

// Returns the command that creates the scope with the process in it (StartTransientUnit,
// org.freedesktop.systemd1(5)).
std::vector<std::string> scope_command(const std::string& service, pid_t pid);

// Moves the process to a scope of its own. Does nothing on a host without systemd (sd_booted(3)).
// systemd removes the scope when its last process has ended.
Result<void> move_to_scope(const std::string& service, pid_t pid);

// The start of a process of a service. If the command ends too early, for example by SIGKILL, no
// process without a record must remain.
//
// So the new process waits before it runs the program. First, mydocker stores the process number
// and the start time in the file "pid". Then it lets the process continue. If the command ends in
// between, the waiting process ends by itself.

// The program to start, and its user.
struct ServiceStart {
  std::vector<std::string> argv;
  std::string directory;  // the working directory of the process
  ServiceUser user;
  int log = -1;  // descriptor of the standard output and error; not owned
};

// Starts the process in the network namespace of the calling thread. The new process waits first,
// and `record` is called with its number. If `record` fails, the program is not run. The process
// gets:
// - its own session, and no parent that waits for it
// - the umask 022, no core files (RLIMIT_CORE 0), 1024 open files (RLIMIT_NOFILE, soft limit)
// - an empty environment, and only the descriptors 0 (/dev/null), 1 and 2 (the log)
// - the default action of every signal
// - no_new_privs (PR_SET_NO_NEW_PRIVS); a user other than root has only CAP_NET_BIND_SERVICE
Result<void> start_service(const ServiceStart& start,
                           const std::function<Result<void>(pid_t)>& record);

}  // namespace mydocker::kernel
