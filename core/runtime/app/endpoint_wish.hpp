// From the words of a connect request to the endpoint that shall be: namespace, link, addresses,
// MAC.
#pragma once

#include "runtime/app/parts.hpp"

namespace mydocker::app {

// The namespace that --netns, --pid or the container's name stands for. Refuses the host's own.
Result<kernel::Netns> container_namespace(Parts& parts, const ConnectRequest& request);

// Everything about the endpoint settled. Inside a transaction of the runtime state, which holds the
// addresses.
Result<model::Endpoint> endpoint_wish(Parts& parts, const ConnectRequest& request,
                                      const model::Network& network,
                                      const kernel::Netns& container);

}  // namespace mydocker::app
