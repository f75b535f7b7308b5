#include "runtime/kernel/service_scope.hpp"

#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::kernel {
namespace {

constexpr const char* kBusctl = "/usr/bin/busctl";

bool has_systemd() {
  struct stat status {};
  return ::lstat("/run/systemd/system", &status) == 0 && S_ISDIR(status.st_mode);
}

// Returns the status of waitpid(2).
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
