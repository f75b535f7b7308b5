// Starts the process of a service, so that a command that dies leaves no process that nothing
// records.
//
// The new process waits before it runs the program. The core stores its number and start time
// first, and then lets it continue. If the command dies in between, the process ends by itself.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/kernel/service_user.hpp"

namespace mydocker::kernel {

// What runs, and as whom.
struct ServiceStart {
  std::vector<std::string> argv;
  std::string directory;  // the working directory
  ServiceUser user;
  int log = -1;  // descriptor of the standard output and error; not owned
};

// Starts the process in the network namespace of the calling thread. `record` runs with the number
// of the waiting process. If it fails, the program is not run. The process gets:
// - its own session, and no parent that waits for it
// - the umask 022, no core files (RLIMIT_CORE 0), 1024 open files (RLIMIT_NOFILE, soft limit)
// - an empty environment, and only the descriptors 0 (/dev/null), 1 and 2 (the log)
// - the default action of every signal
// - no_new_privs (PR_SET_NO_NEW_PRIVS); a user other than root has only CAP_NET_BIND_SERVICE
Result<void> start_service(const ServiceStart& start,
                           const std::function<Result<void>(pid_t)>& record);

}  // namespace mydocker::kernel
