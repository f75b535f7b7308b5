#include "runtime/kernel/netns.hpp"

#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/kernel/namespace_entry.hpp"
#include "runtime/kernel/netlink_transport.hpp"

namespace mydocker::kernel {
namespace {

Error cannot_open(const std::string& path, int error) {
  const std::string what = "network namespace " + base::quoted(path);
  if (error == ENOENT || error == ENOTDIR)
    return {ErrorKind::not_found, what + ": " + base::errno_text(error)};
  return base::errno_error(what, error);
}

// The file is opened without blocking, because a FIFO would block open(2).
Result<base::UniqueFd> open_namespace(const std::string& path) {
  base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return cannot_open(path, errno);
  const int type = ioctl(fd.get(), NS_GET_NSTYPE);
  if (type == CLONE_NEWNET) return fd;
  const Error refusal(ErrorKind::invalid_argument,
                      base::quoted(path) + " is not a network namespace");
  if (type >= 0) return Error(refusal).hint("it is a namespace of another kind");
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

Result<Netns> Netns::open(const std::string& path) {
  Netns netns;
  netns.path_ = path;
  MYDOCKER_TRY(netns.fd_, open_namespace(path));
  MYDOCKER_CHECK(run_inside(netns.fd_.get(), [&netns] { return netns.listen(); }));
  return netns;
}

// The thread is in this namespace already, so setns(2) is not needed.
Result<Netns> Netns::current() {
  Netns netns;
  netns.path_ = "/proc/thread-self/ns/net";
  MYDOCKER_TRY(netns.fd_, open_namespace(netns.path_));
  MYDOCKER_CHECK(netns.listen());
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

}  // namespace mydocker::kernel
