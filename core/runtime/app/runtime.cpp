#include "runtime/app/runtime.hpp"

#include "runtime/app/parts.hpp"

namespace mydocker::app {

Runtime::Runtime(Settings settings, base::StepLog& log, apply::FaultHook& faults)
    : parts_(std::make_unique<Parts>(std::move(settings), log, faults)) {}
Runtime::Runtime(Runtime&&) noexcept = default;
Runtime::~Runtime() = default;

}  // namespace mydocker::app
