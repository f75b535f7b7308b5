// A dry run: the steps as a script for `sh`.
#pragma once

#include <string>
#include <vector>

#include "runtime/plan/diff.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {

class Script {
 public:
  // `title`: what the script is instead of, one line.
  explicit Script(const std::string& title);

  // All steps that do something, and then the raising of those that need it.
  void create(const std::vector<Step>& steps, const ShellContext& context);
  void add(const std::string& why, const std::string& line);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace mydocker::plan
