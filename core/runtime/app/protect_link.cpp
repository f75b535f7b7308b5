#include "runtime/app/session.hpp"
#include "runtime/kernel/linux_kernel.hpp"

namespace mydocker::app {

Result<void> Runtime::protect_link(const std::string& link) {
  session_->begin(Access::change);
  MYDOCKER_TRY(const auto* open_state, session_->open_state());
  return kernel::protect_link(open_state->host, link);
}

}  // namespace mydocker::app
