// What a command works with: the runtime, and the two places where words go.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "output/list_format.hpp"
#include "output/standard_output.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli {

class CommandContext {
 public:
  // Both are lent.
  CommandContext(app::Runtime& runtime, StandardOutput& output)
      : runtime_(runtime), output_(output) {}

  [[nodiscard]] app::Runtime& runtime() noexcept { return runtime_; }

  // Results, on standard output. A failed write is remembered there and told by main.
  void print(std::string_view text) { output_.print(text); }
  // A list; returns the exit code.
  int print_list(const ListFormat& format, const std::vector<Json>& rows);
  // An error and its hints, on standard error; returns its exit code.
  int fail(const Error& error);
  // The same for a command line that makes no sense.
  int usage_error(const Error& error);

 private:
  app::Runtime& runtime_;
  StandardOutput& output_;
};

}  // namespace mydocker::cli
