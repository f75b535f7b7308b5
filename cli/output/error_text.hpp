// How an error is told: its lines on standard error, and the exit code of its kind.
#pragma once

#include <string>
#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::cli {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;  // refused or failed, nothing changed
inline constexpr int kExitInUse = 2;
inline constexpr int kExitUnfinished = 70;  // EX_SOFTWARE: the next command finishes it
inline constexpr int kExitBusy = 75;        // EX_TEMPFAIL: trying again may succeed
inline constexpr int kExitUsage = 125;      // as docker and podman

struct ExitMeaning {
  int code;
  std::string_view meaning;  // one clause with a full stop
};
inline constexpr ExitMeaning kExitMeanings[] = {
    {kExitDone, "Done."},
    {kExitFailed, "Refused or failed; nothing changed (of several networks: of that one)."},
    {kExitInUse, "In use."},
    {kExitUnfinished, "Unfinished; the next command finishes it."},
    {kExitBusy, "Busy: another command is at it."},
    {kExitUsage, "Wrong usage."},
};

int exit_code(ErrorKind kind);

// Of several names in one command: the exit code that tells most about what has to be done next.
int worse_exit_code(int one, int other);

// "error: ..." and one "hint: ..." line for each hint, every line escaped and ended.
std::string error_text(const Error& error);

void print_error(const Error& error);

}  // namespace mydocker::cli
