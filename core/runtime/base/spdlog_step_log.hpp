// The step log of the command line. It writes lines to standard error with spdlog.
//
// The first line constructs the spdlog logger, because commands that only read write no line. There
// are no colours, time stamps or log files.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "runtime/base/step_log.hpp"

namespace mydocker::base {

// quiet: writes nothing. steps: steps and notices. debug: all lines.
enum class Verbosity : std::uint8_t { quiet, steps, debug };

// A StepLog on standard error.
class SpdlogStepLog final : public StepLog {
 public:
  explicit SpdlogStepLog(Verbosity verbosity);
  ~SpdlogStepLog() override;
  SpdlogStepLog(const SpdlogStepLog&) = delete;
  SpdlogStepLog& operator=(const SpdlogStepLog&) = delete;

  // Writes two lines: "// why" and "$ command".
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
