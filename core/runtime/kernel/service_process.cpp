#include "runtime/kernel/service_process.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <sstream>

#include "runtime/base/errno_text.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::kernel {
namespace {

constexpr int kGraceMilliseconds = 5000;

// glibc 2.36 declares neither function.
base::UniqueFd pidfd_of(pid_t pid) {
  return base::UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

Result<void> send(const base::UniqueFd& process, int signal) {
  if (::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) == 0 || errno == ESRCH)
    return {};
  return base::errno_error("end the process", errno);
}

}  // namespace

// The name of the program is in parentheses and may contain blanks and parentheses. The state is
// the first word after it, and the start time is the 20th.
std::uint64_t start_time_of(pid_t pid) {
  constexpr int kFieldsBetween = 18;
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream words(text.substr(name_end + 1));
  std::string word;
  words >> word;
  if (word == "Z" || word == "X") return 0;
  for (int n = 0; n < kFieldsBetween; ++n) words >> word;
  std::uint64_t start_time = 0;
  words >> start_time;
  return start_time;
}

std::string text_of(const ServiceProcess& process) {
  return std::to_string(process.pid) + " " + std::to_string(process.start_time) + " " +
         process.boot + " " + process.digest + "\n";
}

std::optional<ServiceProcess> parse_process(const std::string& text) {
  std::istringstream words(text);
  ServiceProcess process;
  words >> process.pid >> process.start_time >> process.boot >> process.digest;
  if (!words || process.pid <= 1) return std::nullopt;
  return process;
}

// The start time is read after the descriptor is open. Then the number cannot get another process.
base::UniqueFd open_process(const ServiceProcess& process) {
  base::UniqueFd opened = pidfd_of(process.pid);
  const auto boot = boot_id();
  if (!opened || !boot.ok() || *boot != process.boot ||
      start_time_of(process.pid) != process.start_time)
    return {};
  return opened;
}

bool has_ended(const base::UniqueFd& process, int milliseconds) {
  pollfd ended{process.get(), POLLIN, 0};
  return ::poll(&ended, 1, milliseconds) > 0;
}

Result<void> stop_process(const ServiceProcess& process) {
  const base::UniqueFd running = open_process(process);
  if (!running) return {};
  MYDOCKER_CHECK(send(running, SIGTERM));
  if (!has_ended(running, kGraceMilliseconds)) {
    MYDOCKER_CHECK(send(running, SIGKILL));
    if (!has_ended(running, kGraceMilliseconds))
      return Error(ErrorKind::kernel,
                   "process " + std::to_string(process.pid) + " does not end after SIGKILL");
  }
  ::kill(-process.pid, SIGKILL);
  return {};
}

}  // namespace mydocker::kernel
