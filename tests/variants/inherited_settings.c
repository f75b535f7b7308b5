// A preloaded library that gives new network namespaces the settings of a host that has run a container engine.
//
// A new namespace takes its IPv4 settings from the machine's first one (net.core.devconf_inherit_init_net). A test
// may not change that one, so unshare(2) writes the same values into the namespace that it has just made.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

static void write_one(const char *file) {
  const int fd = open(file, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return; /* without the module br_netfilter there is no such file */
  if (write(fd, "1\n", 2) != 2) errno = 0;
  close(fd);
}

int unshare(int flags) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "unshare");
  const int result = real(flags);
  if (result == 0 && (flags & CLONE_NEWNET) != 0) {
    const int saved = errno;
    write_one("/proc/sys/net/ipv4/ip_forward");
    write_one("/proc/sys/net/bridge/bridge-nf-call-iptables");
    write_one("/proc/sys/net/bridge/bridge-nf-call-ip6tables");
    errno = saved;
  }
  return result;
}
