#include "runtime/drivers/run_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::drivers {
namespace {

namespace fs = std::filesystem;

constexpr rlim_t kLargestFile = 64U << 20U;  // bytes of one file of a release
constexpr std::size_t kOutputLimit = 4096;   // limit of a program's messages, in bytes

std::string read_output(int file) {
  std::string text(kOutputLimit, '\0');
  const ssize_t size = ::pread(file, text.data(), text.size(), 0);
  text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return text;
}

// Sets the folder and the standard streams of the new process. Gives its signals their default
// actions.
class SpawnSettings {
 public:
  SpawnSettings(const fs::path& folder, int output) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }
  // Starts the process. Returns 0 or an errno value.
  int spawn(std::vector<std::string> words, pid_t& pid) const {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    return ::posix_spawnp(&pid, arguments.front(), &actions_, &attributes_, arguments.data(),
                          environ);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// Limits the size of the files that a new process can write. A server could send data without an
// end.
class FileSizeLimit {
 public:
  FileSizeLimit() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = std::min<rlim_t>(kLargestFile, before_.rlim_max);
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

// Ends the process. A process that ignores SIGTERM is killed.
void end_process(pid_t pid, int process) {
  constexpr int kGrace = 5000;  // in milliseconds
  ::kill(pid, SIGTERM);
  pollfd end{process, POLLIN, 0};
  if (::poll(&end, 1, kGrace) != 1) ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
}

// Waits for the end of the process. Ends it if the command must not go on.
Result<int> status_of(pid_t pid, const MayGoOn& may_go_on) {
  constexpr int kPause = 500;  // in milliseconds; a signal can come just before poll(2)
  const base::UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  while (true) {
    auto go_on = may_go_on();
    if (!go_on.ok()) {
      end_process(pid, process.get());
      return std::move(go_on).error();
    }
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) != 0) return status;
    pollfd end{process.get(), POLLIN, 0};
    ::poll(&end, 1, kPause);
  }
}

}  // namespace

Result<Ended> run_program(const fs::path& folder, const std::vector<std::string>& words,
                          const MayGoOn& may_go_on) {
  MYDOCKER_CHECK(may_go_on());
  const base::UniqueFd output(::memfd_create("output", MFD_CLOEXEC));
  if (!output) return base::errno_error("create a file in memory", errno);
  pid_t pid = 0;
  const int failed = [&] {
    const FileSizeLimit limit;
    return SpawnSettings(folder, output.get()).spawn(words, pid);
  }();
  if (failed == ENOENT) return Ended{kNoSuchProgram, ""};
  if (failed != 0) return base::errno_error("start " + base::quoted(words.front()), failed);
  MYDOCKER_TRY(const int status, status_of(pid, may_go_on));
  return Ended{WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status),
               read_output(output.get())};
}

}  // namespace mydocker::drivers
