#include "output/standard_streams.hpp"

#include <unistd.h>
#include <cerrno>
#include <cstdio>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/printable.hpp"

namespace mydocker::cli {
namespace {

// The exit codes, the most severe code first. If a command has several results, the first of these
// codes wins.
constexpr int kByGravity[] = {kExitUsage,  kExitUnfinished, kExitInUse, kExitBusy,
                              kExitFailed, kExitDrift,      kExitDone};

}  // namespace

void StandardOutput::write(std::string_view text, int& error) const {
  while (error_ == 0 && report_error_ == 0 && !text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
}

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::in_use:
      return kExitInUse;
    case ErrorKind::busy:
      return kExitBusy;
    case ErrorKind::unfinished:
      return kExitUnfinished;
    case ErrorKind::invalid_argument:
      return kExitUsage;
    case ErrorKind::not_found:
    case ErrorKind::already_exists:
    case ErrorKind::exhausted:
    case ErrorKind::permission:
    case ErrorKind::unsupported:
    case ErrorKind::kernel:
    case ErrorKind::driver:
    case ErrorKind::corrupt_state:
    case ErrorKind::internal:
      return kExitFailed;
  }
  return kExitFailed;
}

int worse_exit_code(int one, int other) {
  for (const int code : kByGravity)
    if (one == code || other == code) return code;
  return one;
}

std::string error_text(const Error& error) {
  std::string text = "error: " + base::printable(error.message()) + "\n";
  for (const auto& hint : error.hints()) text += "hint: " + base::printable(hint) + "\n";
  return text;
}

void print_error(const Error& error) {
  const std::string text = error_text(error);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

int partial_exit_code(int code) {
  const bool refused = code == kExitFailed || code == kExitInUse || code == kExitUsage;
  return refused ? kExitUnfinished : code;
}

int check_output(const StandardOutput& output, int code) {
  // EPIPE: the reader of the output has ended. It needs no more output and no error message.
  if (output.error() == EPIPE) return worse_exit_code(code, kExitFailed);
  if (output.error() != 0) {
    print_error(base::errno_error("write to standard output", output.error()));
    return worse_exit_code(code, kExitFailed);
  }
  if (output.report_error() != 0)
    print_error(base::errno_error("write to standard output", output.report_error())
                    .hint("the change itself is complete"));
  return code;
}

}  // namespace mydocker::cli
