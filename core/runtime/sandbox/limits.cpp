#include "runtime/sandbox/limits.hpp"

#include "mydocker/detail/note.hpp"

namespace mydocker::sandbox {
namespace {

using Resource = __rlimit_resource_t;

bool lower(Resource resource, rlim_t limit) {
  rlimit current{};
  if (::getrlimit(resource, &current) != 0) return false;
  if (current.rlim_max < limit) limit = current.rlim_max;
  const rlimit wanted{limit, limit};
  return ::setrlimit(resource, &wanted) == 0;
}

// A sanitizer maps terabytes of shadow memory, so there is no limit with it.
bool limit_memory() { return detail::build_flags() != 0 || lower(RLIMIT_DATA, kMaxData); }

}  // namespace

bool limit_handler() {
  bool done = lower(RLIMIT_CORE, 0);
  done = lower(RLIMIT_FSIZE, kMaxFileSize) && done;
  return limit_memory() && done;
}

bool limit_resources(rlim_t cpu_seconds) {
  bool done = limit_handler();
  done = lower(RLIMIT_CPU, cpu_seconds) && done;
  done = lower(RLIMIT_NPROC, 0) && done;
  done = lower(RLIMIT_NOFILE, kMaxOpenFiles) && done;
  done = lower(RLIMIT_STACK, kMaxStack) && done;
  done = lower(RLIMIT_MEMLOCK, 0) && done;
  done = lower(RLIMIT_MSGQUEUE, 0) && done;
  if (detail::build_flags() == 0) done = lower(RLIMIT_AS, kMaxAddressSpace) && done;
  return done;
}

}  // namespace mydocker::sandbox
