// A preloaded library that gives new network namespaces the settings of another host.
//
// A new namespace takes its IPv4 settings from the machine's first one (net.core.devconf_inherit_init_net). A test
// may not change that one. So unshare(2) writes 1 into the files that INHERITED_SETTINGS names, separated by spaces,
// in the namespace that it has just made.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void write_one(const char *file) {
  const int fd = open(file, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return; /* without the module br_netfilter there is no such file */
  if (write(fd, "1\n", 2) != 2) errno = 0;
  close(fd);
}

static void write_all(const char *files) {
  char file[PATH_MAX];
  int length = 0;
  for (; files != NULL && sscanf(files, "%4095s%n", file, &length) == 1; files += length) write_one(file);
}

int unshare(int flags) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "unshare");
  const int result = real(flags);
  if (result == 0 && (flags & CLONE_NEWNET) != 0) {
    const int saved = errno;
    write_all(getenv("INHERITED_SETTINGS"));
    errno = saved;
  }
  return result;
}
