#include "runtime/apply/stop_signals.hpp"

#include <cstring>
#include <string>

namespace mydocker::apply {
namespace {

volatile std::sig_atomic_t caught = 0;  // the number of the signal; only the handler sets it

extern "C" void catch_signal(int number) { caught = number; }

std::string name_of(int number) {
  const char* name = ::sigabbrev_np(number);
  return name == nullptr ? "signal " + std::to_string(number) : std::string("SIG") + name;
}

}  // namespace

StopSignals::StopSignals() {
  caught = 0;
  struct sigaction action {};
  action.sa_handler = catch_signal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  for (std::size_t n = 0; n < kSignals.size(); ++n) {
    ::sigaction(kSignals[n], &action, &before_[n]);
    if (before_[n].sa_handler == SIG_IGN) ::sigaction(kSignals[n], &before_[n], nullptr);
  }
  (void)std::signal(SIGXFSZ, SIG_IGN);
}

StopSignals::~StopSignals() {
  for (std::size_t n = 0; n < kSignals.size(); ++n) ::sigaction(kSignals[n], &before_[n], nullptr);
  (void)std::signal(SIGXFSZ, SIG_DFL);
  if (const int number = caught; number != 0) (void)std::raise(number);
}

Result<void> check_stop_signals() {
  if (caught == 0) return {};
  return Error(ErrorKind::kernel, "stopped by " + name_of(caught));
}

}  // namespace mydocker::apply
