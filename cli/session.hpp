// What a command works with: the runtime, and the two places where words go.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli {

class Session {
 public:
  // `runtime` is lent.
  explicit Session(app::Runtime& runtime) : runtime_(runtime) {}

  [[nodiscard]] app::Runtime& runtime() noexcept { return runtime_; }

  // Results, on standard output, at once: what was done is said even if the next step dies. A
  // failed write is remembered by the stream and told by main.
  void print(std::string_view text);
  // An error and its hints, on standard error; returns its exit code.
  int fail(const Error& error);
  // The same for a command line that makes no sense.
  int misuse(const Error& error);

 private:
  app::Runtime& runtime_;
};

}  // namespace mydocker::cli
