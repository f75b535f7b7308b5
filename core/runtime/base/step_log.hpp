// The interface for reporting the steps of a command.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mydocker::base {

// The texts of one step.
struct StepText {
  std::string what{};     // the change in plain words: `create bridge "web"`
  std::string why{};      // one clause that gives the reason
  std::string command{};  // the shell command with the same effect
};

// Receives the text of each step just before the step is done. The function main() creates the log.
// Other code does not print.
class StepLog {
 public:
  virtual ~StepLog() = default;
  virtual void step(const StepText& text) = 0;
  // Receives several steps that are one request to the kernel.
  virtual void steps(std::span<const StepText> texts) {
    for (const auto& text : texts) step(text);
  }
  // Reports a condition that the command tolerated, in one line. The line ends in "..., ignoring",
  // or says what the command did instead.
  virtual void notice(std::string_view line) = 0;
  // Reports a detail for --debug.
  virtual void debug(std::string_view line) = 0;
};

}  // namespace mydocker::base
