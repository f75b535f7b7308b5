// Results on standard output, errors on standard error, and exit codes.
#pragma once

#include <string>
#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::cli {

// Output of results on standard output. Each text is written at once, without a buffer. So all
// earlier output is visible even if the process is killed.

// Writes to standard output and stores the error of the first failed write. The caller checks the
// errors at the end (check_output()).
class StandardOutput {
 public:
  // Writes the result of a command.
  void print(std::string_view text) { write(text, error_); }
  // Writes what a completed change has done.
  void report(std::string_view text) { write(text, report_error_); }

  // Returns the errno value of the first failed write, or 0. After a failure nothing more is
  // written.
  [[nodiscard]] int error() const noexcept { return error_; }
  [[nodiscard]] int report_error() const noexcept { return report_error_; }

 private:
  void write(std::string_view text, int& error) const;

  int error_ = 0;
  int report_error_ = 0;
};

// --- error messages on standard error, and exit codes

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;  // the command was refused or failed; nothing was changed
inline constexpr int kExitInUse = 2;
inline constexpr int kExitDrift = 3;  // `network verify` found differences
// EX_SOFTWARE: the change is unfinished, or only a part of it was done.
inline constexpr int kExitUnfinished = 70;
inline constexpr int kExitBusy = 75;    // EX_TEMPFAIL; a retry may succeed
inline constexpr int kExitUsage = 125;  // same code as in Docker and Podman

// The description of an exit code, for the man pages.
struct ExitMeaning {
  int code;
  std::string_view meaning;  // one sentence with a full stop
};
inline constexpr ExitMeaning kExitMeanings[] = {
    {kExitDone, "Done."},
    {kExitFailed,
     "Error; nothing was changed (with several networks: the failed one is unchanged)."},
    {kExitInUse, "In use. network gc: there are objects without an owner."},
    {kExitDrift, "The kernel differs from the recorded state (network verify)."},
    {kExitUnfinished,
     "Unfinished: the next command completes it or rolls it back. Or one part is done and another "
     "one has failed; the messages name both."},
    {kExitBusy, "Busy: another command is running. Retry later."},
    {kExitUsage, "Usage error; for network exists: could not be determined."},
};

// Returns the exit code of an error kind.
int exit_code(ErrorKind kind);

// Returns the worse of two exit codes, for commands with several operands. standard_streams.cpp has
// the order.
int worse_exit_code(int one, int other);

// Returns "error: ..." and one "hint: ..." line for each hint. Each line is escaped and ends with a
// newline.
std::string error_text(const Error& error);

void print_error(const Error& error);

// Returns the exit code of a command that has changed something and then fails with `code`. Some
// codes mean that nothing was changed, which would be wrong here. These codes become
// kExitUnfinished.
int partial_exit_code(int code);

// Returns the final exit code. If a write of results failed, prints the error and returns the code
// of a failure. If only a report about a completed change was not written, returns `code`.
int check_output(const StandardOutput& output, int code);

}  // namespace mydocker::cli
