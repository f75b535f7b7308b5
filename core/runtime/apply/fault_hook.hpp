// Fault injection for tests: a step fails, or the process dies between two steps.
#pragma once

#include <csignal>
#include <cstdint>

#include "mydocker/result.hpp"

namespace mydocker::apply {

// An object whose functions are called around each step of the Applier. This base class injects no
// fault.
class FaultHook {
 public:
  virtual ~FaultHook() = default;
  // This function is called before each step. If it returns an error, the step is not done and
  // fails.
  virtual Result<void> before_step() { return {}; }
  // This function is called after each finished step.
  virtual void after_step() {}
};

// Injects one fault at one step of this process.
class FaultAtStep : public FaultHook {
 public:
  // fail: step number `step` (the first is 1) returns "injected fault". kill: the process gets
  // SIGKILL after that step. 0 means before the first step.
  enum class Fault : std::uint8_t { none, fail, kill };

  FaultAtStep() = default;
  FaultAtStep(Fault fault, std::int64_t step) : fault_(fault), step_(step) {}

  Result<void> before_step() override {
    if (fault_ == Fault::kill && step_ == 0) std::raise(SIGKILL);
    ++begun_;
    if (fault_ == Fault::fail && begun_ == step_) return Error(ErrorKind::kernel, "injected fault");
    return {};
  }
  void after_step() override {
    ++done_;
    if (fault_ == Fault::kill && done_ == step_) std::raise(SIGKILL);
  }
  // Returns whether the step that must fail was reached.
  [[nodiscard]] bool has_struck() const noexcept {
    return fault_ == Fault::fail && begun_ >= step_;
  }

 private:
  Fault fault_ = Fault::none;
  std::int64_t step_ = 0;
  std::int64_t begun_ = 0;
  std::int64_t done_ = 0;
};

}  // namespace mydocker::apply
