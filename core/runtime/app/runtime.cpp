#include "runtime/app/runtime.hpp"

#include "runtime/app/session.hpp"

namespace mydocker::app {

Runtime::Runtime(Settings settings, base::StepLog& log, apply::FaultHook& faults,
                 const Environment& environment)
    : session_(std::make_unique<Session>(std::move(settings), log, faults, environment)) {}
Runtime::Runtime(Runtime&&) noexcept = default;
Runtime::~Runtime() = default;

Result<void> Runtime::recover() {
  session_->begin(Access::change);
  MYDOCKER_CHECK(session_->definitions());
  return {};
}

// Adds filters to the link. The state is not opened, because the link may belong to no network.
Result<void> Runtime::protect_link(const std::string& link) {
  MYDOCKER_CHECK(kernel::check_privileges(session_->system));
  MYDOCKER_TRY(const auto host, session_->system.current_netns());
  return session_->system.protect_link(host, link);
}

}  // namespace mydocker::app
