// The plan for one container on a bridge network.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

// invalid_argument: a container on an unmanaged bridge has published ports.
mydocker::Result<mydocker::Plan> endpoint_plan(const mydocker::NetworkView& network,
                                               const mydocker::EndpointView& endpoint,
                                               const BridgeOptions& options,
                                               const mydocker::HostFacts& host);

}  // namespace bridge
