// The prefixes outside of the network's subnets that the user has named, for example in an option.
#pragma once

#include <vector>

#include "mydocker/network_view.hpp"

namespace mydocker::plan {

// Returns the destinations of the network's routes, and the addresses and prefixes in its options.
// An option may have several values with commas between them.
std::vector<IpPrefix> requested_prefixes(const NetworkView& network);
// Returns the extra addresses of the endpoint, and the addresses and prefixes in its options.
std::vector<IpPrefix> requested_prefixes(const EndpointView& endpoint);

}  // namespace mydocker::plan
