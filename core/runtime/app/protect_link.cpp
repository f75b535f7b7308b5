#include <unistd.h>

#include "runtime/app/session.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::app {

// The state is not opened: the link may belong to no network.
Result<void> Runtime::protect_link(const std::string& link) {
  if (::geteuid() != 0)
    return Error(ErrorKind::permission, "this needs root, because it changes the kernel")
        .hint("run it with sudo, or as root inside \"unshare -n -m\"");
  MYDOCKER_TRY(const auto host, kernel::Netns::current());
  return kernel::protect_link(host, link);
}

}  // namespace mydocker::app
