// Output of results on standard output. Each text is written at once, without a buffer. So the
// output is complete even if the process is killed later.
#pragma once

#include <string_view>

namespace mydocker::cli {

// Writes to standard output and remembers the first failed write. The caller checks the errors at
// the end (check_output() in error_text.hpp).
class StandardOutput {
 public:
  // Writes a result that the command exists for.
  void print(std::string_view text) { write(text, error_); }
  // Writes what a completed change has done.
  void report(std::string_view text) { write(text, report_error_); }

  // The errno of the first failed write; 0 if there was none. After a failure nothing more is
  // written.
  [[nodiscard]] int error() const noexcept { return error_; }
  [[nodiscard]] int report_error() const noexcept { return report_error_; }

 private:
  void write(std::string_view text, int& error) const;

  int error_ = 0;
  int report_error_ = 0;
};

}  // namespace mydocker::cli
