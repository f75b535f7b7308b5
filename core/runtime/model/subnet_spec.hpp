// The subnet and address arguments of a new network.
#pragma once

#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::model {

// Returns the subnets with their gateways, ranges, aux addresses and reservations. An address
// outside all subnets, a duplicate and an unusable address are refused.
Result<std::vector<Subnet>> check_subnets(const NetworkSpec& spec);

}  // namespace mydocker::model
