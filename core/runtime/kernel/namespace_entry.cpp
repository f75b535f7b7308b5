#include "runtime/kernel/namespace_entry.hpp"

#include <fcntl.h>
#include <linux/sockios.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {
namespace {

constexpr int kUnfinished = 70;  // the program's exit code for unfinished work

bool are_one(int one, int other) {
  struct stat first {};
  struct stat second {};
  return fstat(one, &first) == 0 && fstat(other, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

// The namespace of the calling thread, read from a new socket (SIOCGSKNS). Reading it from /proc
// takes several times as long, but needs no privilege.
base::UniqueFd open_own() {
  const base::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  base::UniqueFd own(socket ? ioctl(socket.get(), SIOCGSKNS) : -1);
  if (!own && errno == EPERM)
    own = base::UniqueFd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  return own;
}

// Returns the thread to its namespace in the destructor, so also after an exception.
class Visit {
 public:
  explicit Visit(int home) noexcept : home_(home) {}
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  ~Visit() {
    if (setns(home_, CLONE_NEWNET) == 0) return;
    constexpr std::string_view kLine =
        "error: cannot return from a container's network namespace; the next command does the "
        "recovery\n";
    (void)!write(STDERR_FILENO, kLine.data(), kLine.size());
    _exit(kUnfinished);
  }

 private:
  int home_;
};

}  // namespace

Result<void> run_inside(int netns, const std::function<Result<void>()>& work) {
  const base::UniqueFd home = open_own();
  if (!home) return base::errno_error("open this process's network namespace", errno);
  if (are_one(netns, home.get())) return work();
  if (setns(home.get(), CLONE_NEWNET) != 0 || setns(netns, CLONE_NEWNET) != 0)
    return base::errno_error("enter the network namespace", errno);
  const Visit visit(home.get());
  return work();
}

}  // namespace mydocker::kernel
