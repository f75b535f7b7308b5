#include "runtime/conformance/fault_sweeps.hpp"

#include <algorithm>
#include <iterator>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"

namespace mydocker::conformance {
namespace {

using Fault = apply::FaultAtStep::Fault;

constexpr int kMoreThanEnough = 200;  // more steps than any command of a usual network has

std::string at_step(int step) { return "step " + std::to_string(step); }

// Runs the command in a process that is killed after step `step`. Returns whether it was killed.
Result<bool> killed(const DriverUnderTest& driver, const Trial& trial, int step) {
  const auto ended = in_child(driver.deadline, [&]() -> Result<std::string> {
    apply::FaultAtStep fault(Fault::kill, step);
    MYDOCKER_CHECK(trial.command(trial.test_host, &fault));
    return std::string("done");
  });
  if (ended.ok()) return false;
  if (ended.error().message() == kWasKilled) return true;
  return ended.error();
}

}  // namespace

Result<std::vector<std::string>> Trial::look() const {
  MYDOCKER_TRY(auto lines, test_host.snapshot(containers));
  std::ranges::copy(private_files(), std::back_inserter(lines));
  return lines;
}

Result<RuleResult> each_step_fails(const Trial& trial) {
  MYDOCKER_TRY(const auto before, trial.look());
  for (int step = 1; step < kMoreThanEnough; ++step) {
    apply::FaultAtStep fault(Fault::fail, step);
    const auto done = trial.command(trial.test_host, &fault);
    if (done.ok() && !fault.has_struck()) return pass(std::to_string(step - 1) + " steps");
    if (done.ok()) return fail("a failure of " + at_step(step) + " to be reported", "success");
    if (done.error().kind() == ErrorKind::unfinished)
      return fail("all steps undone after a failure of " + at_step(step), done.error().message());
    if (done.error().message().find("injected fault") == std::string::npos)
      return fail("only the failure of " + at_step(step), done.error().message());
    MYDOCKER_TRY(const auto now, trial.look());
    if (const auto changes = differences(now, before); !changes.empty())
      return fail("all as before after a failure of " + at_step(step), some_of(changes));
  }
  return fail("at most 200 steps", "more");
}

Result<RuleResult> killed_after_each_step(const DriverUnderTest& driver, const Trial& trial,
                                          Repair repair) {
  const bool carried_on = repair == Repair::finished;
  MYDOCKER_TRY(auto before, trial.look());
  MYDOCKER_CHECK(trial.command(trial.test_host, nullptr));
  MYDOCKER_TRY(const auto after, trial.look());
  MYDOCKER_CHECK(trial.undo(trial.test_host));
  MYDOCKER_TRY(before, trial.look());
  for (int step = 0; step < kMoreThanEnough; ++step) {
    const std::string when = "after SIGKILL at " + at_step(step);
    MYDOCKER_TRY(const bool died, killed(driver, trial, step));
    MYDOCKER_CHECK(trial.test_host.recover().within("the next command " + when));
    MYDOCKER_TRY(const auto now, trial.look());
    if (!died) return pass(std::to_string(step) + " kills");
    const auto left = differences(now, carried_on ? after : before);
    const bool whole = left.empty() || differences(now, carried_on ? before : after).empty();
    if (!whole) return fail("the state before or after the whole command, " + when, some_of(left));
    const bool done = carried_on == left.empty();
    if (!done) MYDOCKER_CHECK(trial.command(trial.test_host, nullptr).within("the repeat " + when));
    MYDOCKER_CHECK(trial.undo(trial.test_host));
    // A network that was created again has another id, so its MAC addresses differ. The state is
    // read again for this reason.
    if (!carried_on) continue;
    MYDOCKER_TRY(before, trial.look());
  }
  return fail("at most 200 steps", "more");
}

}  // namespace mydocker::conformance
