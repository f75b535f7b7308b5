// The addresses of an endpoint: those that were asked for, promised to the container, or next.
#pragma once

#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// One of each subnet; where nobody chooses addresses, only of those that an --ip or a reservation
// lies in. Inside a transaction of the runtime state, which holds them.
Result<std::vector<IpPrefix>> allocate_addresses(store::RuntimeState& state,
                                                 const ConnectRequest& request,
                                                 const model::Network& network);

// Those of --link-local-ip, which no other container of the network has.
Result<std::vector<IpPrefix>> resolve_link_local_addresses(store::RuntimeState& state,
                                                           const ConnectRequest& request,
                                                           const model::Network& network);

}  // namespace mydocker::app
