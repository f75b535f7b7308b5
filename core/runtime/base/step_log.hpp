// The interface for reporting the steps of a command.
#pragma once

#include <string>
#include <string_view>

namespace mydocker::base {

// Receives each step just before it is done. main creates it. The modules do not print.
class StepLog {
 public:
  virtual ~StepLog() = default;
  // `why` is one clause. `command` is the shell command with the same effect.
  virtual void step(std::string_view why, std::string_view command) = 0;
  // A condition that the command tolerated, in one line. It ends in "..., ignoring" or says what
  // the command did instead.
  virtual void notice(std::string_view line) = 0;
  // A detail for --debug.
  virtual void debug(std::string_view line) = 0;
};

}  // namespace mydocker::base
