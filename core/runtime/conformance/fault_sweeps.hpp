// Runs a command many times. In each run, another step of the command fails, or the command is
// killed after another step.
#pragma once

#include <string>
#include <vector>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/test_host.hpp"

namespace mydocker::conformance {

// A command for these tests, and the command that undoes it. `containers` are the containers in the
// snapshots. A Trial does not own `test_host`.
struct Trial {
  TestHost& test_host;
  Result<void> (*command)(TestHost& test_host, apply::FaultHook* faults);
  Result<void> (*undo)(TestHost& test_host);
  std::vector<std::string> containers{};

  // Returns the kernel's state, and the files that handlers have written.
  [[nodiscard]] Result<std::vector<std::string>> look() const;
};

// Makes each step of the command fail, one in each run. A failed command must not change the state.
// In the last run no step fails, and the command must succeed.
Result<RuleResult> each_step_fails(const Trial& trial);

// What recovery does after the command was killed. `undone`: a creation is undone. `finished`: a
// removal is finished.
enum class Repair : std::uint8_t { undone, finished };

// Kills the command after each step, once in each run. The next command must recover, and a repeat
// of the killed command must succeed.
Result<RuleResult> killed_after_each_step(const DriverUnderTest& driver, const Trial& trial,
                                          Repair repair);

}  // namespace mydocker::conformance
