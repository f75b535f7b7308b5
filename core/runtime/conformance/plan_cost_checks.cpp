// Checks P (plans): planning neither reads the clock nor takes long.
#include <algorithm>
#include <ctime>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/traps.hpp"

namespace mydocker::conformance {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kUsualCost{50};
constexpr milliseconds kMostCost{500};
constexpr int kMeasurements = 3;

// Checks that planning does not read the clock. The check includes loading, because a constructor
// may store the time.
Result<RuleResult> clock_check(const DriverUnderTest& driver) {
  if (drivers::this_host().sanitizers != 0) return skip("this is a sanitizer's build");
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto use, clock_use(driver.deadline, [&]() -> Result<void> {
                 MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
                 (void)text_of(probe, input);
                 return {};
               }));
  return use.empty() ? pass() : fail("a plan without the time of day", use);
}

// Returns the processor time of this thread. So other processes of a busy host do not count.
std::chrono::nanoseconds used_time() {
  timespec now{};
  (void)::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

milliseconds cost_of(const PlanProbe& probe, const PlanInput& input) {
  auto best = std::chrono::nanoseconds::max();
  for (int i = 0; i < kMeasurements; ++i) {
    const auto start = used_time();
    (void)text_of(probe, input);
    best = std::min(best, used_time() - start);
    if (best > kMostCost) break;
  }
  return std::chrono::ceil<milliseconds>(best);
}

Result<RuleResult> plan_time(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  const auto cost = cost_of(probe, input);
  const std::string text = std::to_string(cost.count()) + " ms of processor time";
  if (cost > kMostCost) return fail("at most 500 ms of processor time", text);
  return cost > kUsualCost ? warn("it takes " + text + ", more than 50 ms") : pass(text);
}

constexpr Check kPlanCostCheckTable[] = {
    {"P36", Level::plan, "clock", "neither the date nor the time changes a plan",
     "use only the arguments for the plan", clock_check},
    {"P41", Level::plan, "plan-time",
     "both plans take at most 50 ms of processor time (more than 500 ms is a failure)",
     "calculate less: a plan needs no search and no table", plan_time},
};

}  // namespace

const std::span<const Check> kPlanCostChecks = kPlanCostCheckTable;

}  // namespace mydocker::conformance
