#include "runtime/base/errno_text.hpp"

#include <cerrno>
#include <system_error>

namespace mydocker::base {

std::string errno_text(int error) { return std::generic_category().message(error); }

Error errno_error(const std::string& what, int error) {
  const bool refused = error == EPERM || error == EACCES;
  return {refused ? ErrorKind::permission : ErrorKind::kernel, what + ": " + errno_text(error)};
}

}  // namespace mydocker::base
