// Where a changing command says what it does, step by step.
#pragma once

#include <string>
#include <string_view>

namespace mydocker::base {

// Told of each step just before it is done. Injected by main; the modules never print.
class StepLog {
 public:
  virtual ~StepLog() = default;
  // `why`: one clause; `command`: the shell line that would do the same.
  virtual void step(std::string_view why, std::string_view command) = 0;
  // Something that was tolerated, in one line that ends in "..., ignoring" or says what was done
  // about it.
  virtual void notice(std::string_view line) = 0;
  // Detail for --debug.
  virtual void debug(std::string_view line) = 0;
};

}  // namespace mydocker::base
