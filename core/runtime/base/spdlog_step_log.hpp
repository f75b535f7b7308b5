// The step log of the command line. It writes lines to standard error with spdlog.
//
// The spdlog logger is constructed when the first line is written. Commands that only read need no
// logger. There are no colours, time stamps or log files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "runtime/base/step_log.hpp"

namespace mydocker::base {

// quiet: writes nothing. steps: writes one line for each step, and notices. commands: also writes
// the reason and the full command of each step. debug: also writes details.
enum class Verbosity : std::uint8_t { quiet, steps, commands, debug };

// The maximum length of the line of a step. A longer line ends in "...".
inline constexpr std::size_t kStepWidth = 80;

// A StepLog on standard error.
class SpdlogStepLog final : public StepLog {
 public:
  explicit SpdlogStepLog(Verbosity verbosity);
  ~SpdlogStepLog() override;
  SpdlogStepLog(const SpdlogStepLog&) = delete;
  SpdlogStepLog& operator=(const SpdlogStepLog&) = delete;

  // Writes one line: "what". With Verbosity::commands: "// why" and "$ command". A command may have
  // several lines.
  void step(const StepText& text) override;
  // Writes the lines of all steps with one call.
  void steps(std::span<const StepText> texts) override;
  // Writes the line once, even if several networks give the same notice.
  void notice(std::string_view line) override;
  void debug(std::string_view line) override;

 private:
  struct Logger;
  Logger& logger();
  [[nodiscard]] std::string lines_of(const StepText& text) const;

  Verbosity verbosity_;
  std::unique_ptr<Logger> logger_;
};

}  // namespace mydocker::base
