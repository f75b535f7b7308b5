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

// Returns 0 if the kernel has no cookies.
std::uint64_t cookie_or_zero(int socket) {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  return getsockopt(socket, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0 ? cookie : 0;
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

Result<void> visit(int netns, int home, const std::function<Result<void>()>& work) {
  if (setns(home, CLONE_NEWNET) != 0 || setns(netns, CLONE_NEWNET) != 0)
    return base::errno_error("enter the network namespace", errno);
  const Visit until_return(home);
  return work();
}

}  // namespace

Result<void> run_inside(const NamespaceHandle& target, const std::function<Result<void>()>& work,
                        const NamespaceHandle& home) {
  base::UniqueFd socket = socket_here();
  const std::uint64_t here = socket && target.cookie != 0 ? cookie_or_zero(socket.get()) : 0;
  if (here != 0 && here == target.cookie) return work();
  if (here != 0 && here == home.cookie) {
    socket.reset();
    return visit(target.fd, home.fd, work);
  }
  const base::UniqueFd own = socket ? namespace_of(socket.get()) : base::UniqueFd();
  socket.reset();
  if (!own) return base::errno_error("open this process's network namespace", errno);
  if (are_one(target.fd, own.get())) return work();
  return visit(target.fd, own.get(), work);
}

}  // namespace mydocker::kernel
