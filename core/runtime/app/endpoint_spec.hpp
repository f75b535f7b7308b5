// Checks the words of a connect request and completes the endpoint: link name, addresses, MAC,
// ports.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Checks every argument for which the network and the host are not needed. invalid_argument: one is
// wrong.
Result<void> check_words(const ConnectRequest& request);

// Returns the complete endpoint. Inside a transaction of the runtime state, which stores the
// addresses.
Result<model::Endpoint> endpoint_spec(Session& session, const ConnectRequest& request,
                                      const store::ActiveNetwork& known,
                                      const kernel::Netns& container);

}  // namespace mydocker::app
