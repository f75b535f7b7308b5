#include "runtime/drivers/spawn_host.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <utility>

#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/frame.hpp"
#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {
namespace {

using sandbox::Layer;
using sandbox::Layers;

constexpr std::pair<Layer, int> kCloneFlags[] = {
    {Layer::process_namespace, CLONE_NEWPID}, {Layer::network_namespace, CLONE_NEWNET},
    {Layer::mount_namespace, CLONE_NEWNS},    {Layer::ipc_namespace, CLONE_NEWIPC},
    {Layer::uts_namespace, CLONE_NEWUTS},     {Layer::cgroup_namespace, CLONE_NEWCGROUP}};

constexpr int kAboveTargets = 16;  // descriptors are moved above the numbers that they get later

// The task of the child process. The child shares the memory of the parent, so it reads this struct
// there.
struct ChildTask {
  const HostCommand& command;
  char* const* arguments;
  char* const* environment;
  int error = 0;
  const char* failed = nullptr;
};

bool move_descriptors(const HostCommand& command) {
  const std::array sources{command.input,          command.output, command.errors,
                           command.channel,        command.driver, command.host_netns,
                           command.container_netns};
  static_assert(kContainerNetns == sources.size() - 1);
  std::array<int, sources.size()> high{};
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (sources[i] >= 0 && (high[i] = ::fcntl(sources[i], F_DUPFD_CLOEXEC, kAboveTargets)) < 0)
      return false;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const int target = static_cast<int>(i);
    if (sources[i] < 0)
      ::close(target);
    else if (::dup2(high[i], target) < 0)
      return false;
  }
  return ::close_range(static_cast<unsigned>(sources.size()), ~0U, 0) == 0;
}

// The function of the child process. The child has a stack of its own.
int become_host(void* argument) {
  auto& task = *static_cast<ChildTask*>(argument);
  task.failed = "move its descriptors";
  if (move_descriptors(task.command)) {
    task.failed = nullptr;
    ::execve(task.command.program.c_str(), task.arguments, task.environment);
  }
  task.error = errno;
  ::_exit(127);
}

// Blocks signals, as posix_spawn(3) does. The child shares the parent's memory, so a signal handler
// of the parent must not run in it. The driver host unblocks them.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_{};
};

struct Cloned {
  pid_t pid = -1;
  int process = -1;
  int error = 0;
};

Cloned clone_child(ChildTask& task, int namespaces) {
  // The stack of the child. It is not initialized, so that its unused pages are not touched.
  alignas(16) std::array<char, 16384> stack;
  Cloned child;
  const BlockedSignals blocked;
  child.pid =
      ::clone(become_host, stack.data() + stack.size(),
              CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD | namespaces, &task, &child.process);
  if (child.pid < 0) child.error = errno;
  return child;
}

bool kernel_allows(int namespaces) {
  alignas(16) std::array<char, 4096> stack;
  const auto leave = [](void*) -> int { ::_exit(0); };
  const pid_t pid = ::clone(leave, stack.data() + stack.size(),
                            CLONE_VM | CLONE_VFORK | SIGCHLD | namespaces, nullptr);
  if (pid < 0) return false;
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return true;
}

// Returns those of `namespaces` that the kernel allows. Each of them is tested once.
int allowed_of(int namespaces, Layers& missing) {
  const int user = kernel_allows(namespaces & CLONE_NEWUSER) ? namespaces & CLONE_NEWUSER : 0;
  int allowed = user;
  for (const auto& [layer, flag] : kCloneFlags) {
    if ((namespaces & flag) == 0) continue;
    if (kernel_allows(user | flag))
      allowed |= flag;
    else
      missing |= bit(layer);
  }
  return allowed;
}

int wanted_namespaces(const HostCommand& command) {
  if (command.acts) return 0;
  if (::geteuid() == 0) return CLONE_NEWPID;
  int all = CLONE_NEWUSER;
  for (const auto& [layer, flag] : kCloneFlags) all |= flag;
  return all;
}

const char* mode_of(const HostCommand& command) {
  if (command.acts) return kHostActs;
  return ::geteuid() == 0 ? kHostComputes : kHostComputesInNamespaces;
}

Error cannot_start(const HostCommand& command, const ChildTask& task, int error) {
  if (task.failed != nullptr) return base::errno_error(task.failed, error);
  return base::errno_error("start " + shown(command.program), error);
}

}  // namespace

Result<SpawnedHost> spawn_host(const HostCommand& command) {
  const std::string seconds = std::to_string(command.cpu_time.count());
  const std::array arguments{const_cast<char*>(kHostProgram), const_cast<char*>(mode_of(command)),
                             const_cast<char*>(seconds.c_str()), static_cast<char*>(nullptr)};
  const std::array environment{command.acts ? const_cast<char*>(kHandlerPath) : nullptr,
                               static_cast<char*>(nullptr)};
  ChildTask task{command, arguments.data(), environment.data()};
  SpawnedHost host;
  const int namespaces = wanted_namespaces(command);
  Cloned child = clone_child(task, namespaces);
  if (child.pid < 0 && namespaces != 0)
    child = clone_child(task, allowed_of(namespaces, host.missing));
  if (child.pid < 0) return cannot_start(command, task, child.error);
  host.pid = child.pid;
  host.process.reset(child.process);
  if (task.error == 0) return host;
  while (::waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return cannot_start(command, task, task.error);
}

}  // namespace mydocker::drivers
