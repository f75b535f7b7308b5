// The subnets of a new network: those that were named, free of everybody else, or the next of the
// pools; and their gateways.
#pragma once

#include <vector>

#include "runtime/app/creation.hpp"

namespace mydocker::app {

// `holders`: all networks that there are. already_exists: a named one overlaps a network or
// something of the host; exhausted: the pools have none left.
Result<void> allocate_subnets(Session& session, const std::vector<model::Network>& holders,
                              const Manifest& manifest, NewNetwork& spec);

// The gateways of the subnets that have none: the address that a link of somebody else holds there,
// if the network's options name it (such addresses are kept from containers in any case), else the
// first one.
Result<void> allocate_gateways(Session& session, const Manifest& manifest, model::Network& network);

}  // namespace mydocker::app
