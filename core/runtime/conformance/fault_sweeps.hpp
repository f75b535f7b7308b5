// Runs a command whose steps fail, or are killed, one after the other.
#pragma once

#include <string>
#include <vector>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/test_host.hpp"

namespace mydocker::conformance {

// A command for these tests, the command that undoes it, and the containers of the snapshot. A
// Trial does not own `test_host`.
struct Trial {
  TestHost& test_host;
  Result<void> (*command)(TestHost& test_host, apply::FaultHook* faults);
  Result<void> (*undo)(TestHost& test_host);
  std::vector<std::string> containers{};

  // Returns the kernel's state, and the files that handlers have written.
  [[nodiscard]] Result<std::vector<std::string>> look() const;
};

// Makes each step fail once. A failure must not change the state. At the end, the command runs
// without a failure and must succeed.
Result<RuleResult> each_step_fails(const Trial& trial);

// What recovery does with a killed command. A creation is undone. A removal is finished.
enum class Repair : std::uint8_t { undone, finished };

// Kills the command after each step. The next command must recover, and a repeat must succeed.
Result<RuleResult> killed_after_each_step(const DriverUnderTest& driver, const Trial& trial,
                                          Repair repair);

}  // namespace mydocker::conformance
