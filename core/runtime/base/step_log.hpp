// The interface for reporting the steps of a command.
#pragma once

#include <string>
#include <string_view>

namespace mydocker::base {

// The texts of one step.
struct StepText {
  std::string_view what{};     // the change in plain words: `create bridge "web"`
  std::string_view why{};      // one clause that gives the reason
  std::string_view command{};  // the shell command with the same effect
};

// Receives each step just before it is done. main creates it. The modules do not print.
class StepLog {
 public:
  virtual ~StepLog() = default;
  virtual void step(const StepText& text) = 0;
  // Reports a condition that the command tolerated, in one line. The line ends in "..., ignoring",
  // or says what the command did instead.
  virtual void notice(std::string_view line) = 0;
  // Reports a detail for --debug.
  virtual void debug(std::string_view line) = 0;
};

}  // namespace mydocker::base
