// The control group of a service on a host with systemd.
//
// Without it, a service that mydocker-network.service starts belongs to that unit, and ends with
// it. A scope is a unit for a process that another program has started (systemd.scope(5)).
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// The unit of a process: "mydocker-NAME-PID.scope".
std::string scope_name(const std::string& service, pid_t pid);

// The command that creates the scope with the process in it (StartTransientUnit,
// org.freedesktop.systemd1(5)).
std::vector<std::string> scope_command(const std::string& service, pid_t pid);

// Moves the process to a scope of its own. Does nothing on a host without systemd (sd_booted(3)).
// systemd removes the scope when its last process has ended.
Result<void> move_to_scope(const std::string& service, pid_t pid);

}  // namespace mydocker::kernel
