// A network namespace with known settings.
//
// A new namespace inherits the IPv4 settings of the machine's first namespace
// (net.core.devconf_inherit_init_net, Documentation/admin-guide/sysctl/net.rst). A machine with a
// container engine forwards packets. So the tests set what they need: a host that does not forward
// packets.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <string>

namespace mydocker::testing {

inline bool write_setting(const std::string& file, const std::string& value) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written =
      ::write(fd, value.data(), value.size()) == static_cast<ssize_t>(value.size());
  ::close(fd);
  return written;
}

// Sets the sysctls that tests depend on, in the network namespace of the calling thread. IPv6 can
// be missing.
inline bool set_known_sysctls() {
  (void)write_setting("/proc/sys/net/ipv6/conf/all/forwarding", "0");
  return write_setting("/proc/sys/net/ipv4/ip_forward", "0");
}

// Moves the calling thread into a new network namespace with known settings.
inline bool enter_own_netns(int more_namespaces = 0) {
  return ::unshare(CLONE_NEWNET | more_namespaces) == 0 && set_known_sysctls();
}

}  // namespace mydocker::testing
