#include "runtime/kernel/netns.hpp"

#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/nsfs.h>
#include <linux/sockios.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/netlink_transport.hpp"

namespace mydocker::kernel {
namespace {

Error cannot_open(const std::string& path, int error) {
  const std::string what = "network namespace " + base::quoted(path);
  if (error == ENOENT || error == ENOTDIR)
    return {ErrorKind::not_found, what + ": " + base::errno_text(error)};
  return base::errno_error(what, error);
}

// Opens a namespace. The file is opened without blocking, because open(2) of a FIFO would block.
Result<base::UniqueFd> open_namespace(const std::string& path) {
  base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return cannot_open(path, errno);
  const int type = ioctl(fd.get(), NS_GET_NSTYPE);
  if (type == CLONE_NEWNET) return fd;
  const Error refusal(ErrorKind::invalid_argument,
                      base::quoted(path) + " is not a network namespace");
  if (type >= 0) return Error(refusal).hint("this file is a namespace of another kind");
  if (errno != ENOTTY)
    return base::errno_error("read the kind of namespace " + base::quoted(path), errno);
  return Error(refusal).hint(
      "if the namespace was unmounted, delete and create it again: ip netns delete NAME, then ip "
      "netns add NAME");
}

Result<std::uint64_t> cookie_of(int socket) {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  if (getsockopt(socket, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0) return cookie;
  const Error failure = base::errno_error("read the namespace's cookie", errno);
  return Error(failure).hint("Linux 5.14 or newer is needed");
}

}  // namespace

Result<Netns> Netns::open(const std::string& path, const Netns* home) {
  Netns netns;
  netns.path_ = path;
  MYDOCKER_TRY(netns.fd_, open_namespace(path));
  const auto listen = [&netns] { return netns.listen(); };
  if (home != nullptr && home->is_own())
    MYDOCKER_CHECK(visit(netns.fd(), home->fd(), listen));
  else
    MYDOCKER_CHECK(run_inside({netns.fd()}, listen));
  netns.known_return_ = Return::possible;
  return netns;
}

// The thread is in this namespace already, so setns(2) is not needed.
Result<Netns> Netns::current() {
  Netns netns;
  netns.path_ = "/proc/thread-self/ns/net";
  MYDOCKER_TRY(netns.fd_, open_namespace(netns.path_));
  MYDOCKER_CHECK(netns.listen());
  netns.thread_ = std::this_thread::get_id();
  return netns;
}

Result<void> Netns::listen() {
  MYDOCKER_TRY(route_socket_, open_netlink(NETLINK_ROUTE));
  MYDOCKER_TRY(cookie_, cookie_of(route_socket_.get()));
  return {};
}

std::uint64_t Netns::inode() const noexcept {
  struct stat status {};
  return ::fstat(fd_.get(), &status) == 0 ? status.st_ino : 0;
}

namespace {

constexpr int kUnfinished = 70;  // the program's exit code for unfinished work

bool are_one(int one, int other) {
  struct stat first {};
  struct stat second {};
  return fstat(one, &first) == 0 && fstat(other, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

// Returns a socket in the namespace of the calling thread. The socket gives access to this
// namespace (SIOCGSKNS) and to its cookie. Reading them from /proc is several times slower.
base::UniqueFd socket_here() {
  return base::UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

// Returns the cookie of the socket's namespace, or 0 if the kernel has no cookies.
std::uint64_t cookie_or_zero(int socket) {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  return getsockopt(socket, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0 ? cookie : 0;
}

// Opens the namespace of the socket. If the privilege for this is missing, the namespace is opened
// through /proc.
base::UniqueFd namespace_of(int socket) {
  base::UniqueFd own(ioctl(socket, SIOCGSKNS));
  if (!own && errno == EPERM)
    own = base::UniqueFd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  return own;
}

// The destructor returns the thread to its own namespace. So the thread also returns after an
// exception.
class NetnsVisit {
 public:
  explicit NetnsVisit(int home) noexcept : home_(home) {}
  NetnsVisit(const NetnsVisit&) = delete;
  NetnsVisit& operator=(const NetnsVisit&) = delete;
  ~NetnsVisit() {
    if (setns(home_, CLONE_NEWNET) == 0) return;
    constexpr std::string_view kLine =
        "error: cannot return from a container's network namespace; the next command completes or "
        "rolls back the change\n";
    (void)!write(STDERR_FILENO, kLine.data(), kLine.size());
    _exit(kUnfinished);
  }

 private:
  int home_;
};

Error not_entered(int error) {
  auto failed = base::errno_error("enter the network namespace", error);
  if (error != EPERM) return failed;
  return std::move(failed).hint(
      "entering it needs the capability CAP_SYS_ADMIN in the user namespace that owns it "
      "(setns(2))");
}

}  // namespace

Result<void> visit(int target, int home, const std::function<Result<void>()>& work, Return known) {
  if ((known == Return::unknown && setns(home, CLONE_NEWNET) != 0) ||
      setns(target, CLONE_NEWNET) != 0)
    return not_entered(errno);
  const NetnsVisit until_return(home);
  return work();
}

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
