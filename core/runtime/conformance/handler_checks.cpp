// Checks C (kernel) and F (failures): side effects of a driver's resource handler.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/handler_calls.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/conformance/test_host.hpp"

namespace mydocker::conformance {
namespace {

using Lines = std::vector<std::string>;

bool has_handler(const DriverUnderTest& driver) {
  const auto& kinds = driver.driver().resources;
  return driver.driver().can(Capability::ipam) || std::ranges::find(kinds, "custom") != kinds.end();
}

// Returns the processes that still exist after up to 5 seconds. A killed process can be visible for
// a short time.
Lines lasting_processes() {
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

// Changes each Custom resource to each other version and back, as updates do. C54 reports a change
// that fails.
Result<void> update_all(TestHost& test_host, const DriverUnderTest& driver) {
  if (!has_handler(driver)) return {};
  for (const auto& owner : {std::string(), std::string("c1")}) {
    MYDOCKER_TRY(const auto plan, test_host.recorded(owner));
    MYDOCKER_TRY(const auto others, other_versions(test_host, driver, owner));
    CustomCalls calls(test_host, owner);
    for (const auto& other : others)
      if (!is_lease(other)) (void)calls.change_to(other);
    for (const auto& resource : all_of<Custom>(plan))
      if (!is_lease(resource)) (void)calls.change_to(resource);
  }
  return {};
}

Result<RuleResult> leaves_process(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_CHECK(test_host.reload());
  MYDOCKER_CHECK(update_all(test_host, driver));
  MYDOCKER_CHECK(test_host.disconnect("c1"));
  MYDOCKER_CHECK(test_host.remove());
  const auto left = lasting_processes();
  return left.empty() ? pass()
                      : fail("no process left after the network was removed", some_of(left));
}

Result<RuleResult> leaves_files(const DriverUnderTest& driver) {
  const auto before = private_files();
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_CHECK(test_host.reload());
  MYDOCKER_CHECK(update_all(test_host, driver));
  MYDOCKER_CHECK(test_host.disconnect("c1"));
  MYDOCKER_CHECK(test_host.remove());
  const auto changes = differences(private_files(), before);
  return changes.empty()
             ? pass()
             : fail("the files as before, after the network was removed", some_of(changes));
}

Result<Lines> state_of(TestHost& test_host, const std::string& container) {
  MYDOCKER_TRY(auto lines, test_host.snapshot({container}));
  std::ranges::copy(private_files(), std::back_inserter(lines));
  return lines;
}

// Checks that "c1" does not notice when "c2" is connected and disconnected. If every reload has
// steps, check C19 reports this, and this check passes.
Result<RuleResult> bystander(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  MYDOCKER_TRY(const auto always, test_host.reload());
  MYDOCKER_TRY(const auto before, state_of(test_host, "c1"));
  MYDOCKER_CHECK(test_host.add_container("c2"));
  MYDOCKER_CHECK(test_host.connect("c2"));
  MYDOCKER_CHECK(test_host.disconnect("c2"));
  MYDOCKER_TRY(const auto after, state_of(test_host, "c1"));
  const auto changes = differences(after, before);
  if (!changes.empty())
    return fail("a container unchanged after another one was connected and disconnected",
                some_of(changes));
  MYDOCKER_TRY(const auto steps, test_host.reload());
  if (steps.count() == 0 || always.count() != 0) return pass();
  return fail("nothing to restore after another container was connected and disconnected",
              steps.first());
}

// Calls observe() for other versions of existing resources: the same identity, but other fields. No
// such resource exists in the kernel, so observe() must not return matches.
Result<RuleResult> observes_values(const DriverUnderTest& driver) {
  if (!has_handler(driver)) return skip("the driver has no Custom resources");
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  std::size_t count = 0;
  for (const auto& owner : {std::string(), std::string("c1")}) {
    MYDOCKER_TRY(const auto others, other_versions(test_host, driver, owner));
    CustomCalls calls(test_host, owner);
    for (const auto& other : others) {
      if (calls.observe(other).value_or(CustomState::absent) == CustomState::matches)
        return fail("observe() not to return matches for " + describe(other) + " with other fields",
                    "matches");
      ++count;
    }
  }
  return pass(std::to_string(count) + " other versions");
}

// Changes each Custom resource to its other versions, as `network update` does.
Result<RuleResult> updates_values(const DriverUnderTest& driver) {
  if (!has_handler(driver)) return skip("the driver has no Custom resources");
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  std::size_t count = 0;
  for (const auto& owner : {std::string(), std::string("c1")}) {
    MYDOCKER_TRY(const auto others, other_versions(test_host, driver, owner));
    for (const auto& other : others) {
      MYDOCKER_TRY(const auto now, CustomCalls(test_host, owner)
                                       .change_to(other)
                                       .within("the change of " + describe(other)));
      if (now != CustomState::matches)
        return fail("observe() to return matches after " + describe(other) + " was changed",
                    std::string(name_of(now)));
      ++count;
    }
  }
  return pass(std::to_string(count) + " changes");
}

// Calls create() for another version of each existing Custom resource. In real life, another
// program can have left the existing one.
Result<RuleResult> creates_values(const DriverUnderTest& driver) {
  if (!has_handler(driver)) return skip("the driver has no Custom resources");
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  std::size_t count = 0;
  for (const auto& owner : {std::string(), std::string("c1")}) {
    MYDOCKER_TRY(const auto others, other_versions(test_host, driver, owner));
    for (const auto& other : others) {
      CustomCalls calls(test_host, owner);
      const bool accepted = calls.create(other).ok();
      if (accepted && calls.observe(other).value_or(CustomState::absent) != CustomState::matches)
        return fail("create() to fail or to set the fields of " + describe(other) +
                        ", which exists with other fields",
                    "success, and observe() does not return matches");
      ++count;
    }
  }
  return pass(std::to_string(count) + " other versions");
}

// Calls observe() for a resource, and compares the state before and after the call.
Result<Lines> changed_by_observe(TestHost& test_host, const std::string& owner,
                                 const Custom& resource) {
  MYDOCKER_TRY(const auto before, state_of(test_host, "c1"));
  const auto processes = other_processes();
  (void)CustomCalls(test_host, owner).observe(resource);
  MYDOCKER_TRY(const auto after, state_of(test_host, "c1"));
  auto changes = differences(after, before);
  if (lasting_processes().size() > processes.size()) changes.emplace_back("a process");
  return changes;
}

// Observes each Custom resource while it exists, and after it was destroyed.
Result<RuleResult> observe_quiet(const DriverUnderTest& driver) {
  if (!has_handler(driver)) return skip("the driver has no Custom resources");
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  for (const auto& owner : {std::string("c1"), std::string()}) {
    MYDOCKER_TRY(const auto plan, test_host.recorded(owner));
    for (const auto& resource : all_of<Custom>(plan))
      for (const bool exists : {true, false}) {
        if (!exists) MYDOCKER_CHECK(CustomCalls(test_host, owner).destroy(resource));
        MYDOCKER_TRY(const auto changes, changed_by_observe(test_host, owner, resource));
        if (!changes.empty())
          return fail("the state as before observe() of the " +
                          std::string(exists ? "existing " : "missing ") + describe(resource),
                      some_of(changes));
      }
  }
  return pass();
}

// Makes each system call of create() fail, one after the other. `before` is the state without the
// resource.
Result<RuleResult> each_call_fails(const DriverUnderTest& driver, TestHost& test_host,
                                   const std::string& owner, const Custom& resource) {
  constexpr int kMostCalls = 200;
  CustomCalls calls(test_host, owner);
  MYDOCKER_CHECK(calls.destroy(resource));
  MYDOCKER_TRY(const auto before, state_of(test_host, "c1"));
  for (int step = 1; step < kMostCalls; ++step) {
    MYDOCKER_TRY(const auto site, calls.site());
    MYDOCKER_TRY(const auto run, create_with_fault(driver, resource, site, step));
    const std::string when = "after call " + std::to_string(step) + " of create() failed";
    MYDOCKER_CHECK(calls.destroy(resource).within("destroy() " + when));
    MYDOCKER_TRY(auto now, state_of(test_host, "c1"));
    std::ranges::copy(lasting_processes(), std::back_inserter(now));
    if (const auto changes = differences(now, before); !changes.empty())
      return fail("nothing of " + describe(resource) + " left by destroy() " + when,
                  some_of(changes));
    if (!run.struck) return pass();
  }
  return fail("an end of create()", "more than 200 system calls");
}

Result<RuleResult> handler_fails(const DriverUnderTest& driver) {
  if (!has_handler(driver)) return skip("the driver has no Custom resources");
  MYDOCKER_TRY(auto test_host, host_with_container(driver));
  for (const auto& owner : {std::string("c1"), std::string()}) {
    MYDOCKER_TRY(const auto plan, test_host.recorded(owner));
    for (const auto& resource : all_of<Custom>(plan)) {
      MYDOCKER_TRY(auto result, each_call_fails(driver, test_host, owner, resource));
      if (result.outcome != RuleOutcome::pass) return result;
    }
  }
  return pass();
}

constexpr Check kHandlerCheckTable[] = {
    {"C37", Level::life, "leaves-process",
     "after a network was removed, no process of the driver is left",
     "stop in destroy() what create() has started, or start no process", leaves_process},
    {"C44", Level::life, "bystander",
     "connecting and disconnecting a container changes nothing for another container of the "
     "network",
     "let destroy() remove only what its own resource names", bystander},
    {"C45", Level::life, "leaves-files", "after a network was removed, no file is left below /run",
     "remove in destroy() each file that create() has written", leaves_files},
    {"C46", Level::life, "observes-values",
     "observe() does not return matches for a resource whose fields differ from the existing one",
     "compare each field with the kernel in observe()", observes_values},
    {"C54", Level::life, "updates-values",
     "a resource whose fields have changed is changed by update(), and matches then",
     "return differs from observe(), and set each field in update()", updates_values},
    {"C55", Level::life, "creates-values",
     "create() does not succeed for a resource that exists with other fields, unless it sets them",
     "return already_exists from create() if the resource exists and differs", creates_values},
    {"C57", Level::life, "observe-quiet", "observe() changes neither the kernel nor a file",
     "only read in observe(); create() and update() make what is missing", observe_quiet},
    {"F08", Level::fault, "handler-fails",
     "if a system call in create() fails, destroy() removes what was created",
     "let destroy() remove each part separately, even if other parts are missing", handler_fails},
};

}  // namespace

const std::span<const Check> kHandlerChecks = kHandlerCheckTable;

}  // namespace mydocker::conformance
