#include "runtime/kernel/service_process.hpp"

#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <sstream>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::kernel {
namespace {

constexpr int kGraceMilliseconds = 5000;

// These functions call the kernel directly, because glibc 2.36 does not declare them.
base::UniqueFd pidfd_of(pid_t pid) {
  return base::UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

Result<void> send(const base::UniqueFd& process, int signal) {
  if (::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) == 0 || errno == ESRCH)
    return {};
  return base::errno_error("end the process", errno);
}

}  // namespace

// Returns the start time of the process. In the file "stat", the name of the program is in
// parentheses and may contain blanks and parentheses. The state is the first word after the name.
// The start time is the 20th word after the name.
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

// Opens a descriptor of the process. The start time is read after the descriptor is open. From then
// on, no other process can get this process number (PID).
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

namespace {

constexpr const char* kBusctl = "/usr/bin/busctl";

bool has_systemd() {
  struct stat status {};
  return ::lstat("/run/systemd/system", &status) == 0 && S_ISDIR(status.st_mode);
}

// Runs a program until it ends. Returns the status of waitpid(2).
Result<int> run_to_end(const std::vector<std::string>& words) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  std::array<char*, 1> environment{nullptr};
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, argv.front(), nullptr, nullptr, argv.data(), environment.data());
  if (error != 0) return base::errno_error("run " + base::quoted(words.front()), error);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

}  // namespace

std::string scope_name(const std::string& service, pid_t pid) {
  return "mydocker-" + service + "-" + std::to_string(pid) + ".scope";
}

std::vector<std::string> scope_command(const std::string& service, pid_t pid) {
  return {kBusctl,
          "--quiet",
          "call",
          "org.freedesktop.systemd1",
          "/org/freedesktop/systemd1",
          "org.freedesktop.systemd1.Manager",
          "StartTransientUnit",
          "ssa(sv)a(sa(sv))",
          scope_name(service, pid),
          "fail",
          "2",
          "Description",
          "s",
          "mydocker service " + service,
          "PIDs",
          "au",
          "1",
          std::to_string(pid),
          "0"};
}

Result<void> move_to_scope(const std::string& service, pid_t pid) {
  if (!has_systemd()) return {};
  MYDOCKER_TRY(const int status, run_to_end(scope_command(service, pid)));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Error(ErrorKind::kernel, "systemd did not create " + scope_name(service, pid))
      .hint("see: journalctl -b _PID=1");
}

}  // namespace mydocker::kernel
