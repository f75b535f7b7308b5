// For tests: MYDOCKER_FAULT makes a step fail, or the process die between two steps.
//
//   fail:N   step N of the process (the first is 1) fails, saying "injected fault"
//   kill:N   SIGKILL right after step N was done; kill:0: before the first step
//
// Built only with the option MYDOCKER_FAULT_POINTS.
#pragma once

#include <cstdint>
#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/apply/fault_hook.hpp"

namespace mydocker::cli {

class FaultPoints final : public apply::FaultHook {
 public:
  // No text: no fault.
  static Result<FaultPoints> parse(std::string_view text);

  Result<void> before_step() override;
  void after_step() override;

 private:
  enum class Fault : std::uint8_t { none, fail, kill };

  Fault fault_ = Fault::none;
  std::int64_t step_ = 0;
  std::int64_t begun_ = 0;
  std::int64_t done_ = 0;
};

}  // namespace mydocker::cli
