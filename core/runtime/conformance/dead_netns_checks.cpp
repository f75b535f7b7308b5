// Checks C (kernel): a network can be removed after its container's namespace or its driver was
// removed.
#include <unistd.h>

#include <chrono>
#include <thread>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/conformance/sandbox.hpp"
#include "runtime/conformance/test_host.hpp"

namespace mydocker::conformance {
namespace {

using Lines = std::vector<std::string>;

Result<RuleResult> nothing_left(const Lines& now, const Lines& before, const char* expected) {
  const auto changes = differences(now, before);
  return changes.empty() ? pass() : fail(expected, some_of(changes));
}

// Waits up to 5 seconds until the snapshot is as before. The kernel removes a namespace some time
// after its last use.
Result<Lines> snapshot_without_namespace(TestHost& test_host, const Lines& before) {
  constexpr auto kTimeout = std::chrono::seconds(5);
  constexpr auto kPause = std::chrono::milliseconds(20);
  const auto end = std::chrono::steady_clock::now() + kTimeout;
  while (true) {
    MYDOCKER_TRY(auto now, test_host.snapshot());
    if (differences(now, before).empty() || std::chrono::steady_clock::now() > end) return now;
    std::this_thread::sleep_for(kPause);
  }
}

Result<RuleResult> netns_gone(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create());
  MYDOCKER_CHECK(test_host.remove());
  MYDOCKER_TRY(const auto before, test_host.snapshot());
  MYDOCKER_CHECK(test_host.create());
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  MYDOCKER_CHECK(delete_netns("c1"));
  MYDOCKER_CHECK(test_host.disconnect("c1"));
  MYDOCKER_CHECK(test_host.remove());
  MYDOCKER_TRY(const auto after, snapshot_without_namespace(test_host, before));
  return nothing_left(after, before,
                      "the host as before, after a container's namespace was removed");
}

Result<RuleResult> without_driver(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, TestHost::make(driver));
  MYDOCKER_CHECK(test_host.create());
  MYDOCKER_CHECK(test_host.remove());
  MYDOCKER_TRY(const auto before, test_host.snapshot());
  MYDOCKER_CHECK(test_host.create());
  MYDOCKER_CHECK(test_host.add_container("c1"));
  MYDOCKER_CHECK(test_host.connect("c1"));
  for (const auto& container : {std::string(), std::string("c1")}) {
    MYDOCKER_TRY(const auto plan, test_host.recorded(container));
    if (const auto custom = all_of<Custom>(plan); !custom.empty())
      return warn(describe(custom.front()) + " cannot be removed without the driver's file");
  }
  if (::unlink(driver.file.c_str()) != 0) return skip("the copy of the file cannot be removed");
  MYDOCKER_CHECK(test_host.disconnect("c1"));
  MYDOCKER_CHECK(test_host.remove());
  MYDOCKER_TRY(const auto after, test_host.snapshot());
  return nothing_left(after, before, "the host as before, without the driver");
}

constexpr Check kGoneCheckTable[] = {
    {"C17", Level::life, "netns-gone",
     "a container can be disconnected after its namespace was removed",
     "in destroy(), succeed if the resource does not exist", netns_gone},
    {"C24", Level::life, "without-driver",
     "networks and endpoints can be removed after the driver's file was removed",
     "use resources of the core instead of Custom where possible", without_driver},
};

}  // namespace

const std::span<const Check> kDeadNetnsChecks = kGoneCheckTable;

}  // namespace mydocker::conformance
