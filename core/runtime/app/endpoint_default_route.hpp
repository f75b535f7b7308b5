// Whether an endpoint carries a default route, and its metric among those of the container.
//
// docs/decisions/0009-default-routes-have-metrics.md tells why.
#pragma once

#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Settles the priority, the default route and its metric of `endpoint`, whose addresses are
// settled. `others`: our endpoints in the same container; `inside`: the container as the kernel has
// it.
Result<void> resolve_default_route(const ConnectRequest& request, const model::Network& network,
                                   const std::vector<model::Endpoint>& others,
                                   kernel::HostView& inside, model::Endpoint& endpoint);

}  // namespace mydocker::app
