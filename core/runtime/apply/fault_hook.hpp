// Where tests make a step fail, or the process die, between the executor's steps.
#pragma once

#include <cstdint>

#include "mydocker/result.hpp"

namespace mydocker::apply {

class FaultHook {
 public:
  virtual ~FaultHook() = default;
  // Called before each step; an error makes the step fail without being done.
  virtual Result<void> before_step() { return {}; }
  // Called after each step that was done.
  virtual void after_step() {}
};

// One fault at one step of this process.
class FaultAtStep : public FaultHook {
 public:
  // fail: the step of that number, the first is 1, says "injected fault". kill: SIGKILL right after
  // that step was done; 0: before the first.
  enum class Fault : std::uint8_t { none, fail, kill };

  FaultAtStep() = default;
  FaultAtStep(Fault fault, std::int64_t step) : fault_(fault), step_(step) {}

  Result<void> before_step() override;
  void after_step() override;
  // Whether the step that should fail has come.
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
