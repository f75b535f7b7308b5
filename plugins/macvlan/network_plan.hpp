// The plan for a macvlan network: empty, or the host's own link.
#pragma once

#include "macvlan_options.hpp"

namespace macvlan {

mydocker::Plan network_plan(const mydocker::NetworkView& network, const MacvlanOptions& options,
                            const mydocker::HostFacts& host);

}  // namespace macvlan
