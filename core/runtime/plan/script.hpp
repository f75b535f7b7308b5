// A dry run: the steps of a change as a shell script for `sh`.
#pragma once

#include <string>
#include <vector>

#include "runtime/plan/diff.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {

// Collects commented shell lines. Example:
//   Script script("mydocker network create web");
//   script.create(steps, context);
//   std::cout << script.text();
class Script {
 public:
  // `title` is one line: the command that the script replaces.
  explicit Script(const std::string& title);

  // Adds all steps that create something, then the lines that bring links up.
  void create(const std::vector<Step>& steps, const ShellContext& context);
  // The same for resources that were lost.
  void restore(const std::vector<Step>& steps, const ShellContext& context);
  void add(const std::string& why, const std::string& line);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  using CreateLine = std::string (*)(const Step&, const ShellContext&);
  void add_steps(const std::vector<Step>& steps, const ShellContext& context, CreateLine line);

  std::string text_;
};

}  // namespace mydocker::plan
