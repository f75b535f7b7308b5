// Checks L (loading): loading a driver changes only the memory of the process.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>

#include "runtime/base/unique_fd.hpp"
#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/plan_probe.hpp"

namespace mydocker::conformance {
namespace {

// Calls `look` before the driver is loaded and after it was called. Compares both results.
Result<RuleResult> unchanged(const DriverUnderTest& driver, const char* expected,
                             std::vector<std::string> (*look)()) {
  MYDOCKER_TRY(const auto input, usual_input(driver));
  const auto before = look();
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  (void)text_of(probe, input);
  const auto changes = differences(look(), before);
  return changes.empty() ? pass() : fail(expected, some_of(changes));
}

Result<RuleResult> output(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto input, usual_input(driver));
  const base::UniqueFd file(::memfd_create("output", MFD_CLOEXEC));
  if (!file || ::dup2(file.get(), STDOUT_FILENO) < 0 || ::dup2(file.get(), STDERR_FILENO) < 0)
    return skip("the output of the driver cannot be captured");
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  (void)text_of(probe, input);
  std::fflush(nullptr);
  std::string text(static_cast<std::size_t>(::lseek(file.get(), 0, SEEK_END)), '\0');
  (void)!::pread(file.get(), text.data(), text.size(), 0);
  return text.empty() ? pass() : fail("no output", base::quoted(text));
}

Result<RuleResult> no_threads(const DriverUnderTest& driver) {
  return unchanged(driver, "no thread and no child", threads);
}
Result<RuleResult> no_descriptors(const DriverUnderTest& driver) {
  return unchanged(driver, "no file left open, and none closed", open_files);
}
Result<RuleResult> no_signals(const DriverUnderTest& driver) {
  return unchanged(driver, "signals as they were", signal_settings);
}
Result<RuleResult> no_environment(const DriverUnderTest& driver) {
  return unchanged(driver, "the environment and the locale as they were", environment);
}
Result<RuleResult> no_settings(const DriverUnderTest& driver) {
  return unchanged(driver, "the settings of the process as they were", process_settings);
}

constexpr const char* kQuietFix = "do not do this in constructors or while planning";

constexpr Check kQuietCheckTable[] = {
    {"L02", Level::load, "quiet-output", "loading and planning print nothing",
     "return messages as an Error", output},
    {"L04", Level::load, "quiet-threads", "no thread and no child process is left", kQuietFix,
     no_threads},
    {"L11", Level::load, "quiet-signals", "the handling of signals is not changed", kQuietFix,
     no_signals},
    {"L12", Level::load, "quiet-environment", "environment and locale are not changed", kQuietFix,
     no_environment},
    {"L13", Level::load, "quiet-process",
     "working directory, umask, limits, niceness and user are not changed", kQuietFix, no_settings},
    {"L17", Level::load, "quiet-files",
     "no file stays open, and no file of the host process is closed", kQuietFix, no_descriptors},
};

}  // namespace

const std::span<const Check> kSideEffectChecks = kQuietCheckTable;

}  // namespace mydocker::conformance
