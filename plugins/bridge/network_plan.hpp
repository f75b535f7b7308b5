// What a bridge network needs before its first container.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

// unsupported, invalid_argument: the network has IPv6, and the host or its MTU does not allow it.
mydocker::Result<mydocker::Plan> network_plan(const mydocker::NetworkView& network,
                                              const BridgeOptions& options,
                                              const mydocker::HostFacts& host);

}  // namespace bridge
