// What a bridge network needs before its first container.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

mydocker::Plan network_plan(const mydocker::NetworkView& network, const BridgeOptions& options,
                            const mydocker::HostFacts& host);

}  // namespace bridge
