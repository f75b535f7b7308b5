// What one container on a bridge network needs.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

// invalid_argument: ports of a container on an unmanaged bridge.
mydocker::Result<mydocker::Plan> endpoint_plan(const mydocker::NetworkView& network,
                                               const mydocker::EndpointView& endpoint,
                                               const BridgeOptions& options,
                                               const mydocker::HostFacts& host);

}  // namespace bridge
