// Runs a command that fails, or is killed, at each of its steps in turn.
#pragma once

#include <string>
#include <vector>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/test_host.hpp"

namespace mydocker::conformance {

// A command for these tests, the command that undoes it, and the containers of the snapshot.
// `test_host` is not owned.
struct Trial {
  TestHost& test_host;
  Result<void> (*command)(TestHost& test_host, apply::FaultHook* faults);
  Result<void> (*undo)(TestHost& test_host);
  std::vector<std::string> containers{};

  // The kernel's state, and the files that handlers have written.
  [[nodiscard]] Result<std::vector<std::string>> look() const;
};

// Makes each step fail once. A failure must not change the state. At last, the command succeeds.
Result<RuleResult> each_step_fails(const Trial& trial);

// What recovery does with a killed command: a creation is undone, and a removal is finished.
enum class Repair : std::uint8_t { undone, finished };

// Kills the command after each step. The next command must recover, and a repeat must succeed.
Result<RuleResult> killed_after_each_step(const DriverUnderTest& driver, const Trial& trial,
                                          Repair repair);

}  // namespace mydocker::conformance
