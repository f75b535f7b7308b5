// Inputs for plans with values for the driver's options, and pairs of requests that differ in one
// value.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "runtime/conformance/plan_inputs.hpp"

namespace mydocker::conformance {

// Returns values that the manifest allows for the option. If the option is a number, its limits
// come first.
std::vector<std::string> values_of(const ManifestOption& option);

// Returns `input` with `value` as the value of the option. The value is added to the network or to
// the endpoint, as the option's scope says. If the value is kOutsideLink, the host facts contain
// that link.
PlanInput with_option(PlanInput input, const ManifestOption& option, const std::string& value);

// Returns the input with about half of the options, with random values.
PlanInput with_mixture(PlanInput input, const std::vector<ManifestOption>& options,
                       std::mt19937_64& random);

// --- pairs of requests

// Two requests that differ in one value, and the two texts of this value. `from` is in the first
// request, and `to` in the second. The second plan must be the first plan with `to` in place of
// `from`.
struct ValuePair {
  std::string field;  // name of the field: "EndpointView::mac"
  PlanInput before;
  PlanInput after;
  std::vector<std::pair<std::string, std::string>> texts;
};

// Returns one pair for each value that a request for this driver can contain. All inputs have all
// address families of the driver, routes, ports and an extra address.
Result<std::vector<ValuePair>> value_pairs(const DriverUnderTest& driver);

}  // namespace mydocker::conformance
