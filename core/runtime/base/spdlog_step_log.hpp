// The step log of the command line: lines on standard error, written by spdlog.
//
// Nothing of spdlog is made before the first line is logged, because commands that only read never
// log one. Does not: colour, add time stamps, keep files.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "runtime/base/step_log.hpp"

namespace mydocker::base {

enum class Verbosity : std::uint8_t { quiet, steps, debug };

class SpdlogStepLog final : public StepLog {
 public:
  explicit SpdlogStepLog(Verbosity verbosity);
  ~SpdlogStepLog() override;
  SpdlogStepLog(const SpdlogStepLog&) = delete;
  SpdlogStepLog& operator=(const SpdlogStepLog&) = delete;

  // Two lines: "// why" and "$ command".
  void step(std::string_view why, std::string_view command) override;
  void notice(std::string_view line) override;
  void debug(std::string_view line) override;

 private:
  struct Logger;
  Logger& logger();

  Verbosity verbosity_;
  std::unique_ptr<Logger> logger_;
};

}  // namespace mydocker::base
