// The plans of the driver bridge: for a network, and for a container that is connected to it.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

// Plans the network. Error unsupported: the network has IPv6, but the host does not. Error
// invalid_argument: the MTU is too small for IPv6.
mydocker::Result<mydocker::Plan> network_plan(const mydocker::NetworkView& network,
                                              const BridgeOptions& options,
                                              const mydocker::HostFacts& host);

// Plans the endpoint. Error invalid_argument: a container on an unmanaged bridge has published
// ports.
mydocker::Result<mydocker::Plan> endpoint_plan(const mydocker::NetworkView& whole,
                                               const mydocker::EndpointView& endpoint,
                                               const BridgeOptions& options,
                                               const mydocker::HostFacts& host);

}  // namespace bridge
