#include "runtime/driver_host/stop_report.hpp"

#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstring>

#include "runtime/driver_host/channel.hpp"

namespace mydocker::driver_host {
namespace {

using drivers::Frame;

// Global, because a signal handler has no other parameters.
Phase current_phase = Phase::loading;
sandbox::Layers missing_layers = 0;

void report_call(int /*signal*/, siginfo_t* info, void* /*context*/) {
  char text[32];
  char* end = std::to_chars(text, text + 16, info->si_syscall).ptr;
  const char* phase = current_phase == Phase::loading ? " loading" : " planning";
  std::memcpy(end, phase, std::strlen(phase));
  end += std::strlen(phase);
  send_at_once(Frame::Kind::stopped, {text, static_cast<std::size_t>(end - text)}, missing_layers);
  ::_exit(1);
}

void report_abort(int signal) {
  char text[16];
  const char* end = std::to_chars(text, text + sizeof text, signal).ptr;
  send_at_once(Frame::Kind::crashed, {text, static_cast<std::size_t>(end - text)}, missing_layers);
  ::_exit(1);
}

}  // namespace

void report_stops() {
  struct sigaction action {};
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = report_call;
  ::sigaction(SIGSYS, &action, nullptr);
  action.sa_flags = 0;
  action.sa_handler = report_abort;
  ::sigaction(SIGABRT, &action, nullptr);
}

void set_phase(Phase phase) { current_phase = phase; }

void set_missing(sandbox::Layers missing) { missing_layers = missing; }

}  // namespace mydocker::driver_host
