// Results go to standard output, each at once: what was done is said even if the next step dies.
#pragma once

#include <string_view>

namespace mydocker::cli {

class StandardOutput {
 public:
  void print(std::string_view text);

  // The errno value of the first write that failed; 0 if all were done. After a failure nothing
  // more is written.
  [[nodiscard]] int error() const noexcept { return error_; }

 private:
  int error_ = 0;
};

}  // namespace mydocker::cli
