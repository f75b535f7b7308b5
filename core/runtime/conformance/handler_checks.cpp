// C: side effects of a driver's resource handler.
#include <chrono>
#include <thread>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/listing.hpp"
#include "runtime/conformance/process_state.hpp"
#include "runtime/conformance/test_host.hpp"

namespace mydocker::conformance {
namespace {

// A process that was just killed is still visible, so the list is repeated for up to 5 seconds.
std::vector<std::string> lasting_processes() {
  constexpr auto kTimeout = std::chrono::seconds(5);
  constexpr auto kPause = std::chrono::milliseconds(20);
  const auto end = std::chrono::steady_clock::now() + kTimeout;
  auto now = other_processes();
  while (!now.empty() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kPause);
    now = other_processes();
  }
  return now;
}

Result<Verdict> leaves_process(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_CHECK(test_host.reload());
  MYDOCKER_CHECK(test_host.disconnect("c1"));
  MYDOCKER_CHECK(test_host.remove());
  const auto left = lasting_processes();
  return left.empty() ? pass()
                      : fail("no process left after the network was removed", some_of(left));
}

constexpr Check kHandlerCheckTable[] = {
    {"C37", Level::life, "leaves-process",
     "after a network was removed, no process of the driver is left",
     "stop in destroy() what create() has started, or start no process", leaves_process},
};

}  // namespace

const std::span<const Check> kHandlerChecks = kHandlerCheckTable;

}  // namespace mydocker::conformance
