// The words about addresses in a request for a network.
#pragma once

#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::model {

// The subnets of the spec, each with the gateway, range and reserved addresses that lie in it. What
// lies in none, twice in one, or cannot be used is refused.
Result<std::vector<Subnet>> check_subnets(const NetworkSpec& spec);

}  // namespace mydocker::model
