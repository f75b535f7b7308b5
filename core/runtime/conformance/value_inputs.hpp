// Pairs of requests that differ in one value.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "runtime/conformance/plan_inputs.hpp"

namespace mydocker::conformance {

// Two requests that differ in one value, and the texts of this value. The second plan must be the
// first one with `to` in place of `from`.
struct ValuePair {
  std::string field;  // "EndpointView::mac"
  PlanInput before;
  PlanInput after;
  std::vector<std::pair<std::string, std::string>> texts;
};

// One pair for each value that a request for this driver contains. All inputs have the networks'
// families of the driver, routes, ports and an extra address.
Result<std::vector<ValuePair>> value_pairs(const DriverUnderTest& driver);

}  // namespace mydocker::conformance
