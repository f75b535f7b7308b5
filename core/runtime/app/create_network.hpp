// The checks of a new network, and its creation in place of another one.
#pragma once

#include "runtime/app/session.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::app {

// Checks the spec without reading the host's links: name, driver, options and given subnets.
// Sets default options and the gateway of each subnet. The result has no id and no link name.
Result<model::CheckedNetwork> new_network(Session& session, const model::NetworkSpec& spec);

// Creates a network whose definition replaces that of `old`, which is not in the kernel.
Result<void> create_in_place_of(Session& session, OpenState& open_state,
                                const CreateNetworkRequest& request, const model::Network& old);

}  // namespace mydocker::app
