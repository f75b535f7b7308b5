// Error messages on standard error, and exit codes.
#pragma once

#include <string>
#include <string_view>

#include "mydocker/result.hpp"
#include "output/standard_output.hpp"

namespace mydocker::cli {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;  // refused or failed; nothing was changed
inline constexpr int kExitInUse = 2;
inline constexpr int kExitDrift = 3;        // `network verify` found differences
inline constexpr int kExitUnfinished = 70;  // EX_SOFTWARE; unfinished, or done in part
inline constexpr int kExitBusy = 75;        // EX_TEMPFAIL; a retry may succeed
inline constexpr int kExitUsage = 125;      // the same as Docker and Podman

// The description of an exit code, for the man pages.
struct ExitMeaning {
  int code;
  std::string_view meaning;  // one sentence with a full stop
};
inline constexpr ExitMeaning kExitMeanings[] = {
    {kExitDone, "Done."},
    {kExitFailed,
     "Error; nothing was changed (with several networks: the failed one is unchanged)."},
    {kExitInUse, "In use."},
    {kExitDrift, "The kernel differs from the recorded state (network verify)."},
    {kExitUnfinished,
     "Unfinished: the next command completes it or rolls it back. Or one part is done and another "
     "one has failed; the messages name both."},
    {kExitBusy, "Busy: another command is running. Retry later."},
    {kExitUsage, "Usage error; for network exists: could not be determined."},
};

// The exit code of an error kind.
int exit_code(ErrorKind kind);

// The worse of two exit codes, for commands with several names. The order is in the .cpp file.
int worse_exit_code(int one, int other);

// "error: ..." and one "hint: ..." line for each hint. Each line is escaped and ends with a
// newline.
std::string error_text(const Error& error);

void print_error(const Error& error);

// Returns the exit code of a command that has failed with `code` after it has changed something.
// The codes of a refusal promise that nothing has changed, so they become kExitUnfinished.
int partial_exit_code(int code);

// Returns `code`, or the code of a failure if results were not written. Prints that error. A report
// about a completed change that was not written does not change the code.
int check_output(const StandardOutput& output, int code);

}  // namespace mydocker::cli
