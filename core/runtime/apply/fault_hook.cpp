#include "runtime/apply/fault_hook.hpp"

#include <csignal>

namespace mydocker::apply {

Result<void> FaultAtStep::before_step() {
  if (fault_ == Fault::kill && step_ == 0) std::raise(SIGKILL);
  ++begun_;
  if (fault_ == Fault::fail && begun_ == step_) return Error(ErrorKind::kernel, "injected fault");
  return {};
}

void FaultAtStep::after_step() {
  ++done_;
  if (fault_ == Fault::kill && done_ == step_) std::raise(SIGKILL);
}

}  // namespace mydocker::apply
