// The driver host's end of the channel to mydocker, and the reports about a stopped driver.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/drivers/frame.hpp"
#include "runtime/sandbox/confinement.hpp"

namespace mydocker::driver_host {

// Waits for a request. Returns false if mydocker has closed the channel or sent other bytes.
bool receive(drivers::Frame& request);

// Sends one frame.
void send(drivers::Frame::Kind kind, std::string_view document, sandbox::Layers missing);

// Does the same as send() in a signal handler, and allocates no memory. The document has at most
// 256 bytes.
void send_at_once(drivers::Frame::Kind kind, std::string_view document, sandbox::Layers missing);

// Functions that report why a confined driver was stopped, if its process can still do so.
//
// A system call without a rule in the seccomp filter raises SIGSYS. abort(3) raises SIGABRT. The
// process needs a handler for both signals: it is process 1 of a process namespace, and gets only
// signals that it handles (pid_namespaces(7)). The driver cannot replace the handlers, because
// rt_sigaction(2) has no rule.

// The driver's activity at the time of a report.
enum class Activity : char { loading, planning };

// Installs the signal handlers. They send one frame and end the process. The frame `stopped` has
// the number of the system call and the activity ("41 loading"). The frame `crashed` has the number
// of the signal.
void report_stops();

// These functions set the activity and the missing layers that a later report contains.
void set_activity(Activity activity);
void set_missing(sandbox::Layers missing);

}  // namespace mydocker::driver_host
