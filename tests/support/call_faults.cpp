// A library for LD_PRELOAD (ld.so(8)). One call of the C library in the program under test fails,
// or stops the process.
//
//   MYDOCKER_CALL_FAULT=NAME:N:WHAT   call N of NAME (the first is 1). WHAT: an errno(3) number for
//                                     the failure; or "stop", "kill": SIGSTOP or SIGKILL before
//                                     the call
//   MYDOCKER_CALL_FAULT_MARK=FILE     created when that call is made
//
// NAME: pread, pwrite, sync, lock (fcntl on locks), send, receive. For allocate, see
// allocation_faults.cpp.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "support/call_fault_mark.hpp"

namespace mydocker::testing {

void leave_mark() {
  const char* const file = std::getenv("MYDOCKER_CALL_FAULT_MARK");
  if (file == nullptr) return;
  const long fd = syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT, 0600);
  if (fd >= 0) syscall(SYS_close, fd);
}

}  // namespace mydocker::testing

namespace {

struct Fault {
  std::string name;
  long number = 0;
  std::string what;

  Fault() {
    const char* const text = std::getenv("MYDOCKER_CALL_FAULT");
    if (text == nullptr) return;
    const std::string all(text);
    const auto first = all.find(':');
    const auto second = all.find(':', first + 1);
    name = all.substr(0, first);
    number = std::atol(all.c_str() + first + 1);
    what = all.substr(second + 1);
  }
};

// Returns true if this call must fail; then errno is set.
bool fails(std::string_view name) {
  static const Fault fault;
  static long calls = 0;
  if (fault.name != name || ++calls != fault.number) return false;
  mydocker::testing::leave_mark();
  if (fault.what == "stop") {
    raise(SIGSTOP);
    return false;
  }
  if (fault.what == "kill") raise(SIGKILL);
  errno = std::atoi(fault.what.c_str());
  return true;
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool is_lock(int command) {
  return command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK;
}

using Fcntl = int(int, int, ...);

int locked(const char* name, int fd, int command, void* argument) {
  if (is_lock(command) && fails("lock")) return -1;
  return real<Fcntl>(name)(fd, command, argument);
}

}  // namespace

extern "C" {

ssize_t pread(int fd, void* buffer, size_t size, off_t at) {
  return fails("pread") ? -1 : syscall(SYS_pread64, fd, buffer, size, at);
}
ssize_t pread64(int fd, void* buffer, size_t size, off_t at) { return pread(fd, buffer, size, at); }

ssize_t pwrite(int fd, const void* buffer, size_t size, off_t at) {
  return fails("pwrite") ? -1 : syscall(SYS_pwrite64, fd, buffer, size, at);
}
ssize_t pwrite64(int fd, const void* buffer, size_t size, off_t at) {
  return pwrite(fd, buffer, size, at);
}

int fsync(int fd) { return fails("sync") ? -1 : static_cast<int>(syscall(SYS_fsync, fd)); }
int fdatasync(int fd) { return fails("sync") ? -1 : static_cast<int>(syscall(SYS_fdatasync, fd)); }

ssize_t sendmsg(int fd, const msghdr* message, int flags) {
  return fails("send") ? -1 : syscall(SYS_sendmsg, fd, message, flags);
}
ssize_t recvmsg(int fd, msghdr* message, int flags) {
  return fails("receive") ? -1 : syscall(SYS_recvmsg, fd, message, flags);
}
ssize_t recv(int fd, void* buffer, size_t size, int flags) {
  return fails("receive") ? -1 : syscall(SYS_recvfrom, fd, buffer, size, flags, nullptr, nullptr);
}

int fcntl(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  return locked("fcntl", fd, command, argument);
}
int fcntl64(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  return locked("fcntl64", fd, command, argument);
}

}  // extern "C"
