// The conformance kit: all rules for drivers, checked one after the other.
//
// Each check runs in a child process with a deadline. As root, the child has its own network and
// mount namespaces. If the driver crashes, hangs or exits in the child, only this check fails. This
// module does not print. Example:
//   MYDOCKER_TRY(auto checks, select({.up_to = Level::plan}));
//   run(driver, checks, {.end = [](const CheckRecord& record) { print(record); }});
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "runtime/conformance/check.hpp"

namespace mydocker::conformance {

// Returns all checks, in the order of execution.
std::vector<Check> catalogue();

// The checks that the user wants.
struct Selection {
  std::set<std::string> only{};  // ids of checks; empty: all checks
  std::set<std::string> skip{};
  Level up_to = Level::fault;
};
// Returns the selected checks in the order of execution. An error of kind invalid_argument: an id
// is unknown.
Result<std::vector<Check>> select(const Selection& selection);

// The result of one check.
struct CheckRecord {
  Check check;
  RuleResult result;
  double seconds = 0;
};

// Functions that are called before and after each check.
struct Listener {
  std::function<void(const Check&)> begin = [](const Check&) {};
  std::function<void(const CheckRecord&)> end = [](const CheckRecord&) {};
};

// Runs the checks. Returns all results.
std::vector<CheckRecord> run(const DriverUnderTest& driver, const std::vector<Check>& checks,
                             const Listener& listener = {});

}  // namespace mydocker::conformance
