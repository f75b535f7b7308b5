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

}  // namespace mydocker::app
