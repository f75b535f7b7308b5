// Plan inputs with values for the driver's options.
#pragma once

#include <random>
#include <string>
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

}  // namespace mydocker::conformance
