// Where tests make a step fail, or the process die, between the executor's steps.
#pragma once

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

}  // namespace mydocker::apply
