// The plan for a bridge network.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

// unsupported: the network has IPv6, but the host does not. invalid_argument: the MTU is too small
// for IPv6.
mydocker::Result<mydocker::Plan> network_plan(const mydocker::NetworkView& network,
                                              const BridgeOptions& options,
                                              const mydocker::HostFacts& host);

}  // namespace bridge
