// The conformance kit: all rules for drivers, tried one after the other.
//
// Each check runs in a process of its own, as root in network and mount namespaces of its own, and
// has a deadline: whatever the driver does there (crash, hang, exit()) is one failure of that
// check. Does not: print.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "runtime/conformance/check.hpp"

namespace mydocker::conformance {

// All of them, in the order in which they are run.
std::vector<Check> catalogue();

struct Selection {
  std::set<std::string> only{};  // ids; empty: all
  std::set<std::string> skip{};
  Level up_to = Level::fault;
};
// invalid_argument: an id that is none.
Result<std::vector<Check>> select(const Selection& selection);

struct Record {
  Check check;
  Verdict verdict;
  double seconds = 0;
};

// Runs them, and tells each as soon as it has ended.
std::vector<Record> run(const DriverUnderTest& driver, const std::vector<Check>& checks,
                        const std::function<void(const Record&)>& tell);

}  // namespace mydocker::conformance
