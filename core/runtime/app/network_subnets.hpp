// The subnets and gateways of a new network.
#pragma once

#include "runtime/app/session.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::app {

// Sets the subnets of `spec` and their gateways. A subnet of the user must be free. If the user
// gave none, uses the next free subnet of the pools. Call it inside a transaction of the state.
// already_exists: the user's subnet overlaps a network or a prefix of the host. exhausted: the
// pools have no free subnet.
Result<void> allocate_subnets(Session& session, OpenState& open_state,
                              store::Definitions& definitions, const Manifest& manifest,
                              model::CheckedNetwork& spec);

// Returns a subnet of the pools that allocate_subnets() would choose. Nothing is reserved.
Result<IpPrefix> free_subnet(Session& session, OpenState& open_state,
                             store::Definitions& definitions, Family family);

// Sets the missing gateways. If an option names a link of another program with an address in the
// subnet, that address is the gateway. Otherwise it is the first address. Addresses of such links
// are never given to containers. already_exists: a container has a reservation of such an address.
Result<void> allocate_gateways(Session& session, const Manifest& manifest, model::Network& network);

}  // namespace mydocker::app
