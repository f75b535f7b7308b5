// Chooses the subnets of a new network and their gateways. A given subnet must be free; otherwise
// the next free subnet of the pools is used.
#pragma once

#include "runtime/app/creation.hpp"

namespace mydocker::app {

// Sets the subnets of `spec`. Inside a transaction of the state. already_exists: a given subnet
// overlaps a network or a prefix of the host. exhausted: the pools have no free subnet.
Result<void> allocate_subnets(Session& session, store::Definitions& definitions,
                              const Manifest& manifest, NewNetwork& spec);

// Returns a subnet of the pools that allocate_subnets() would choose. It is not reserved.
Result<IpPrefix> free_subnet(Session& session, store::Definitions& definitions, Family family);

// Sets the missing gateways. If an option names a link of another program with an address in the
// subnet, that address is the gateway. Otherwise it is the first address. Addresses of such links
// are never given to containers.
Result<void> allocate_gateways(Session& session, const Manifest& manifest, model::Network& network);

}  // namespace mydocker::app
