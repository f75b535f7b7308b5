// SIGINT, SIGTERM and SIGHUP stop a change before its next step. The change is then rolled back as
// after a failed step (signal(7)).
#pragma once

#include <array>
#include <csignal>

#include "mydocker/result.hpp"

namespace mydocker::apply {

// Catches the three signals while the object exists, except those that the caller ignores
// (nohup(1)). A second signal of the same number ends the process at once. The next command then
// does the recovery. Writing more than the size limit of a file gives an error of write(2) instead
// of the signal SIGXFSZ. The destructor restores the previous actions and sends a caught signal
// again. Only one object may exist at a time.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  static constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

 private:
  std::array<struct sigaction, kSignals.size()> before_{};
};

// Returns an error of kind kernel if one of the signals was caught. The error names the signal.
Result<void> check_stop_signals();

}  // namespace mydocker::apply
