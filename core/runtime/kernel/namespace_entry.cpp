#include "runtime/kernel/namespace_entry.hpp"

#include <sched.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <thread>

#include "runtime/base/errno_text.hpp"

namespace mydocker::kernel {
namespace {

bool is_callers_own(int netns) {
  struct stat there {};
  struct stat here {};
  return fstat(netns, &there) == 0 && stat("/proc/thread-self/ns/net", &here) == 0 &&
         there.st_dev == here.st_dev && there.st_ino == here.st_ino;
}

}  // namespace

Result<void> run_inside(int netns, const std::function<Result<void>()>& work) {
  if (is_callers_own(netns)) return work();
  Result<void> result;
  try {
    std::thread visitor([&result, &work, netns] {
      if (setns(netns, CLONE_NEWNET) != 0)
        result = base::errno_error("enter the network namespace", errno);
      else
        result = work();
    });
    visitor.join();
  } catch (const std::system_error& failure) {
    return base::errno_error("start a thread", failure.code().value());
  }
  return result;
}

}  // namespace mydocker::kernel
