// Output of results on standard output. Each text is written at once, without a buffer. So the
// output is complete even if the process is killed later.
#pragma once

#include <string_view>

namespace mydocker::cli {

// Writes to standard output and remembers the first failed write. The caller checks error() at the
// end.
class StandardOutput {
 public:
  void print(std::string_view text);

  // The errno of the first failed write; 0 if there was none. After a failure nothing more is
  // written.
  [[nodiscard]] int error() const noexcept { return error_; }

 private:
  int error_ = 0;
};

}  // namespace mydocker::cli
