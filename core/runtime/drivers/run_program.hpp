// Runs the programs that copy and verify a release.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// Returns an error if the command must stop, for example after SIGINT. It is called often.
using MayGoOn = std::function<Result<void>()>;

inline constexpr int kNoSuchProgram = -1;  // instead of an exit code: the program does not exist
// Exit code of sh(1) after a signal: this number plus the signal's number.
inline constexpr int kSignalBase = 128;

struct Ended {
  int code = 0;
  std::string output;  // text of standard output and standard error
};

// Runs the program in the folder until it ends. Its files are limited to 64 MiB. After an error of
// `may_go_on`, ends the program (by SIGKILL, if it ignores SIGTERM) and returns this error.
Result<Ended> run_program(const std::filesystem::path& folder,
                          const std::vector<std::string>& words, const MayGoOn& may_go_on);

}  // namespace mydocker::drivers
