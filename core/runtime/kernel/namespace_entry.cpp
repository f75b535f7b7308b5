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

// A socket in the namespace of the calling thread. It reports the namespace (SIOCGSKNS) and its
// cookie. Reading them from /proc takes several times as long.
base::UniqueFd socket_here() {
  return base::UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

bool has_cookie(int socket, std::uint64_t wanted) {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  return wanted != 0 && getsockopt(socket, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0 &&
         cookie == wanted;
}

// The namespace of the socket. Without the privilege for the request it is opened in /proc.
base::UniqueFd namespace_of(int socket) {
  base::UniqueFd own(ioctl(socket, SIOCGSKNS));
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

Result<void> run_inside(int netns, const std::function<Result<void>()>& work,
                        std::uint64_t cookie) {
  base::UniqueFd here = socket_here();
  if (here && has_cookie(here.get(), cookie)) return work();
  const base::UniqueFd home = here ? namespace_of(here.get()) : base::UniqueFd();
  here.reset();
  if (!home) return base::errno_error("open this process's network namespace", errno);
  if (are_one(netns, home.get())) return work();
  if (setns(home.get(), CLONE_NEWNET) != 0 || setns(netns, CLONE_NEWNET) != 0)
    return base::errno_error("enter the network namespace", errno);
  const Visit visit(home.get());
  return work();
}

}  // namespace mydocker::kernel
