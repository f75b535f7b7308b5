// What a macvlan network needs before its first container: nothing, or the host's own link.
#pragma once

#include "macvlan_options.hpp"

namespace macvlan {

mydocker::Plan network_plan(const mydocker::NetworkView& network, const MacvlanOptions& options,
                            const mydocker::HostFacts& host);

}  // namespace macvlan
