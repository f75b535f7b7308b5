// The plan for one container on a macvlan network.
#pragma once

#include "macvlan_options.hpp"

namespace macvlan {

// invalid_argument: the user chose a MAC in mode passthru.
mydocker::Result<mydocker::Plan> endpoint_plan(const mydocker::NetworkView& network,
                                               const mydocker::EndpointView& endpoint,
                                               const MacvlanOptions& options,
                                               const mydocker::HostFacts& host);

}  // namespace macvlan
