// What a command function gets: the runtime, and the output of results and errors.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "output/list_format.hpp"
#include "output/standard_streams.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli {

// Passed to Command::run. The runtime and the output are not owned and must live longer.
class CommandContext {
 public:
  CommandContext(app::Runtime& runtime, StandardOutput& output)
      : runtime_(runtime), output_(output) {}

  [[nodiscard]] app::Runtime& runtime() noexcept { return runtime_; }

  // Prints a result on standard output. The output remembers a failed write; main() reports it.
  void print(std::string_view text) { output_.print(text); }
  // Prints what a completed change has done. If the write fails, main() prints an error, and the
  // exit code stays.
  void report(std::string_view text) { output_.report(text); }
  // Prints a list; returns the exit code.
  int print_list(const ListFormat& format, const std::vector<Json>& rows);
  // Prints an error and its hints on standard error; returns its exit code.
  int fail(const Error& error);
  // Prints the error of a wrong command line; returns kExitUsage.
  int usage_error(const Error& error);

 private:
  app::Runtime& runtime_;
  StandardOutput& output_;
};

}  // namespace mydocker::cli
