// The data that a command function gets: the runtime, and the output of results and errors.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "output/list_format.hpp"
#include "output/standard_streams.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli {

// The argument of Command::run. It does not own the runtime and the output. Both must live longer.
class CommandContext {
 public:
  CommandContext(app::Runtime& runtime, StandardOutput& output)
      : runtime_(runtime), output_(output) {}

  [[nodiscard]] app::Runtime& runtime() noexcept { return runtime_; }

  // Prints a result on standard output. If a write fails, main() reports it later.
  void print(std::string_view text) { output_.print(text); }
  // Prints what a completed change has done. If the write fails, main() prints an error, and the
  // exit code does not change.
  void report(std::string_view text) { output_.report(text); }
  // Prints a list. Returns the exit code.
  int print_list(const ListFormat& format, const std::vector<Json>& rows);
  // Prints an error and its hints on standard error. Returns the exit code of the error.
  int fail(const Error& error);
  // Prints an error about the command line. Returns kExitUsage.
  int usage_error(const Error& error);

 private:
  app::Runtime& runtime_;
  StandardOutput& output_;
};

}  // namespace mydocker::cli
