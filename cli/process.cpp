#include "process.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#ifdef MYDOCKER_FAULT_POINTS
#endif
#ifdef MYDOCKER_COVERAGE
extern "C" void __gcov_dump();
#endif

namespace mydocker::cli {

void init_process() {
  // A command uses about a megabyte. Memory that is returned and taken again costs page faults.
  constexpr int kKeep = 64 << 20;
  constexpr int kStep = 512 << 10;
  constexpr int kLarge = 32 << 20;
  mallopt(M_TRIM_THRESHOLD, kKeep);
  mallopt(M_TOP_PAD, kStep);
  mallopt(M_MMAP_THRESHOLD, kLarge);
  for (int fd = 0; fd <= 2; ++fd)
    if (fcntl(fd, F_GETFD) == -1 && errno == EBADF) (void)open("/dev/null", O_RDWR | O_NOCTTY);
  (void)std::signal(SIGPIPE, SIG_IGN);
  umask(077);
}

#ifdef MYDOCKER_FAULT_POINTS
Result<ProcessFaults> fault_hook() {
  const char* text = std::getenv("MYDOCKER_FAULT");
  return parse_fault(text == nullptr ? "" : text);
}
#else
Result<ProcessFaults> fault_hook() { return apply::FaultHook{}; }
#endif

void exit_process(int code) {
#ifdef MYDOCKER_COVERAGE
  __gcov_dump();
#endif
  _exit(code);
}

}  // namespace mydocker::cli
