// Specs with options.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "runtime/conformance/plan_inputs.hpp"

namespace mydocker::conformance {

// Values that the schema allows, the extreme ones first.
std::vector<std::string> values_of(const ManifestOption& option);

// Of the network, or of the endpoint, as the option's scope is. The host has the link that the
// value names, if that is kOutsideLink.
PlanInput with_option(PlanInput input, const ManifestOption& option, const std::string& value);

// With about every other of the options, at values chosen at random.
PlanInput with_mixture(PlanInput input, const std::vector<ManifestOption>& options,
                       std::mt19937_64& random);

}  // namespace mydocker::conformance
