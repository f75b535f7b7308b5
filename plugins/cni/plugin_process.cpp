#include "plugin_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

namespace cni {
namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Result;

constexpr int kDeadline = 60'000;  // time limit in milliseconds
constexpr int kSignalBase = 128;

Error system_error(const std::string& what, int error) {
  return {ErrorKind::kernel, what + ": " + std::strerror(error)};
}

// Owns a file descriptor, and closes it in the destructor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

// Returns a file in memory for a standard stream of the plug-in.
int memory_file(const char* name) { return memfd_create(name, MFD_CLOEXEC); }

std::string content_of(int file) {
  std::string text;
  char part[4096];
  for (off_t at = 0;;) {
    const ssize_t size = pread(file, part, sizeof part, at);
    if (size <= 0) return text;
    text.append(part, static_cast<std::size_t>(size));
    at += size;
  }
}

int spawn(const PluginCall& call, int input, int output, pid_t& child) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigdefault(&attributes, &all);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  std::vector<char*> environment;
  for (const auto& one : call.environment) environment.push_back(const_cast<char*>(one.c_str()));
  environment.push_back(nullptr);
  char* words[] = {const_cast<char*>(call.program.c_str()), nullptr};
  const int error =
      posix_spawn(&child, call.program.c_str(), &actions, &attributes, words, environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

// Starts the plug-in from a new thread that enters the host's namespace. The plug-in inherits this
// namespace.
int spawn_on_the_host(const PluginCall& call, int input, int output, pid_t& child) {
  // The first thread of the process is in the host's namespace. This handler runs in another
  // thread.
  const Descriptor host(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  if (host.get() < 0) return errno;
  int error = 0;
  std::thread([&] {
    error = setns(host.get(), CLONE_NEWNET) == 0 ? spawn(call, input, output, child) : errno;
  }).join();
  return error;
}

// Waits until the plug-in has ended. Returns the status of waitpid(2).
int wait_for(pid_t child) {
  const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
  pollfd ended{process.get(), POLLIN, 0};
  if (process.get() >= 0 && poll(&ended, 1, kDeadline) == 0) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

}  // namespace

Result<PluginAnswer> run_plugin(const PluginCall& call) {
  const Descriptor input(memory_file("input"));
  const Descriptor output(memory_file("output"));
  if (input.get() < 0 || output.get() < 0) return system_error("create a file in memory", errno);
  if (pwrite(input.get(), call.input.data(), call.input.size(), 0) < 0)
    return system_error("write the configuration", errno);
  pid_t child = 0;
  if (const int error = spawn_on_the_host(call, input.get(), output.get(), child); error != 0)
    return system_error("start " + call.program, error);
  const int status = wait_for(child);
  return PluginAnswer{WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status),
                      content_of(output.get())};
}

}  // namespace cni
