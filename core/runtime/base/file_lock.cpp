#include "runtime/base/file_lock.hpp"

#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "runtime/base/errno_text.hpp"

namespace mydocker::base {

Result<bool> lock_file(int fd, std::chrono::milliseconds limit) {
  constexpr std::chrono::milliseconds kPause(20);
  for (;;) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK && errno != EINTR) return errno_error("lock", errno);
    if (limit.count() <= 0) return false;
    const auto pause = std::min(kPause, limit);
    std::this_thread::sleep_for(pause);
    limit -= pause;
  }
}

}  // namespace mydocker::base
