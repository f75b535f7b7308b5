// The plans of the driver macvlan: for a network (empty, or the host's own link), and for a
// container that is connected to it.
#pragma once

#include "macvlan_options.hpp"

namespace macvlan {

mydocker::Plan network_plan(const mydocker::NetworkView& network, const MacvlanOptions& options,
                            const mydocker::HostFacts& host);

// Plans the endpoint. Error invalid_argument: the user chose a MAC in mode passthru.
mydocker::Result<mydocker::Plan> endpoint_plan(const mydocker::NetworkView& whole,
                                               const mydocker::EndpointView& endpoint,
                                               const MacvlanOptions& options,
                                               const mydocker::HostFacts& host);

}  // namespace macvlan
