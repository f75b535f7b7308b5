// A command that fails, or dies, at each of its steps in turn.
#pragma once

#include <string>
#include <vector>

#include "runtime/conformance/test_host.hpp"
#include "runtime/conformance/verdict.hpp"

namespace mydocker::conformance {

// A command that is made to fail, what undoes it, and what is looked at.
struct Trial {
  TestHost& test_host;
  Result<void> (*command)(TestHost& test_host, apply::FaultHook* faults);
  Result<void> (*undo)(TestHost& test_host);
  std::vector<std::string> containers{};

  [[nodiscard]] Result<std::vector<std::string>> look() const {
    return test_host.snapshot(containers);
  }
};

// Every step fails once; nothing may have changed after each failure. Ends with the command done.
Result<Verdict> each_step_fails(const Trial& trial);

// What a removal that was killed becomes: it is finished by the next command. A creation is undone.
enum class Repair : std::uint8_t { undone, finished };

// The next command repairs what was left, whatever it is; then a repeat succeeds.
Result<Verdict> killed_after_each_step(const DriverUnderTest& driver, const Trial& trial,
                                       Repair repair);

}  // namespace mydocker::conformance
