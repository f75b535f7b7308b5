// Inputs for plans with values for the driver's options, and pairs of requests that differ in one
// value.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_inputs.hpp"
#include "runtime/conformance/plan_probe.hpp"

namespace mydocker::conformance {

// Returns the options that plans depend on: all but those for leases.
std::vector<ManifestOption> plan_options(const DriverUnderTest& driver);

// Returns values that the option's schema allows. The limits come first.
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

// Returns a network of this driver with every kind of value: all families of the driver and an
// extra address. No value is a part of another value.
Result<PlanInput> rich_input(const DriverUnderTest& driver);

// Returns one pair for each value that a request for this driver contains. `rich` is the result of
// rich_input(), maybe for another container. Some pairs also have routes and ports.
std::vector<ValuePair> value_pairs(const DriverUnderTest& driver, const PlanInput& rich);

// Checks that the plans differ as the requests do. The driver may refuse both requests. Then there
// is nothing to compare.
Result<RuleResult> differs_as_asked(const PlanProbe& probe, const ValuePair& pair);

}  // namespace mydocker::conformance
