// Plan inputs with values for the driver's options, and pairs of requests that differ in one value.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "runtime/conformance/plan_inputs.hpp"

namespace mydocker::conformance {

// Values that the option's schema allows, with the limits first.
std::vector<std::string> values_of(const ManifestOption& option);

// The input with that value, for the network or the endpoint as the option's scope says. If the
// value is kOutsideLink, the host facts contain that link.
PlanInput with_option(PlanInput input, const ManifestOption& option, const std::string& value);

// The input with about half of the options, with random values.
PlanInput with_mixture(PlanInput input, const std::vector<ManifestOption>& options,
                       std::mt19937_64& random);

// Pairs of requests that differ in one value.

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
