// From the words of a connect request to the endpoint that shall be: link, addresses, MAC.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Everything about the endpoint settled. Inside a transaction of the runtime state, which holds the
// addresses.
Result<model::Endpoint> endpoint_spec(Session& session, const ConnectRequest& request,
                                      const model::Network& network,
                                      const kernel::Netns& container);

}  // namespace mydocker::app
