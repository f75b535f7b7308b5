// The subnets of a new network: those that were named, free of everybody else, or the next of the
// pools; and their gateways.
#pragma once

#include <vector>

#include "runtime/app/creation.hpp"

namespace mydocker::app {

// `holders`: all networks that there are. already_exists: a named one overlaps a network or
// something of the host; exhausted: the pools have none left.
Result<void> settle_subnets(Parts& parts, const std::vector<model::Network>& holders,
                            const Manifest& manifest, NetworkWish& wish);

// Those that follow from the subnets that have none.
void settle_gateways(model::Network& network);

}  // namespace mydocker::app
