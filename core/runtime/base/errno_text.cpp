#include "runtime/base/errno_text.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace mydocker::base {

std::string errno_text(int error) { return std::generic_category().message(error); }

Error errno_error(const std::string& what, int error) {
  const bool refused = error == EPERM || error == EACCES;
  return with_way_out(
      {refused ? ErrorKind::permission : ErrorKind::kernel, what + ": " + errno_text(error)},
      error);
}

Error with_way_out(Error problem, int error) {
  switch (error) {
    case EMFILE:
      return std::move(problem).hint("allow the process more open files: ulimit -n 1024");
    case ENFILE:
      return std::move(problem).hint(
          "the host has no free file handles: raise the limit with sysctl -w fs.file-max=NUMBER");
    case ENOMEM:
    case ENOBUFS:
      return std::move(problem).hint(
          "the host has no free memory: stop a program, or raise the memory limit of the cgroup");
    case ENOSPC:
      return std::move(problem).hint(
          "the file system has no free space or no free inodes; see: df and df -i");
    case EFBIG:
      return std::move(problem).hint("allow the process larger files: ulimit -f unlimited");
    case EROFS:
      return std::move(problem).hint("remount the file system for writing");
    default:
      return problem;
  }
}

}  // namespace mydocker::base
