#include "process.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>

namespace mydocker::cli {

namespace {

// Opens standard streams that the caller has closed. Otherwise, the next file that mydocker opens
// would get the number of a standard stream.
void open_standard_streams() {
  std::array<pollfd, 3> streams{{{0, 0, 0}, {1, 0, 0}, {2, 0, 0}}};
  (void)poll(streams.data(), streams.size(), 0);
  for (const auto& stream : streams)
    if ((stream.revents & POLLNVAL) != 0) (void)open("/dev/null", O_RDWR | O_NOCTTY);
}

}  // namespace

void init_process() {
  // The limits of the memory that the process keeps. A command uses about a megabyte. Returning
  // this memory to the kernel and requesting it again would cost page faults.
  constexpr int kKeep = 64 << 20;
  constexpr int kStep = 512 << 10;
  constexpr int kLarge = 32 << 20;
  mallopt(M_TRIM_THRESHOLD, kKeep);
  mallopt(M_TOP_PAD, kStep);
  mallopt(M_MMAP_THRESHOLD, kLarge);
  open_standard_streams();
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

void exit_process(int code) { _exit(code); }

}  // namespace mydocker::cli
