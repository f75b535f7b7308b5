// The use of an IPAM driver: a driver with Capability::ipam that chooses the addresses of
// containers. docs/decisions/0025-a-lease-is-a-resource.md has the reasons.
#pragma once

#include <cstdint>

#include "mydocker/ipam_handler.hpp"
#include "mydocker/manifest.hpp"
#include "runtime/app/endpoint_spec.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::app {

// Checks the IPAM driver of a new network, and its options. A driver with Capability::ipam is also
// the IPAM driver of its own networks. It is an error if the driver is missing or does not choose
// addresses. It is also an error if --ip-range is given, or if the network's driver has no
// addresses.
Result<void> resolve_ipam_driver(Session& session, const Manifest& manifest,
                                 model::Network& network);

// Returns whether an IPAM driver chooses the addresses of the network's containers.
bool has_ipam_driver(const model::Network& network);

// Checks that the IPAM driver of the network can be used for a new connection. Error permission:
// the driver is disabled. not_found: its file is missing. unsupported: this version of the driver
// does not choose addresses.
Result<void> check_ipam_driver(Session& session, const model::Network& network);

// If the driver with this manifest is the IPAM driver of the network, checks that it chooses
// addresses. unsupported: it has no capability "ipam".
Result<void> check_gives_addresses(const model::Network& network, const Manifest& ipam);

// Returns the network as the endpoint uses it: with the gateways and routes that the IPAM driver
// has given to the endpoint.
model::Network with_allocation(model::Network network, const model::Endpoint& endpoint);

// Returns the plan with the lease of the endpoint as its first entry, if the network has an IPAM
// driver. `manifest` is that of the network's driver.
Result<Plan> with_lease(Plan plan, const Manifest& manifest, const model::Network& network,
                        const model::Endpoint& endpoint);

// Adds to the reserved addresses of the lease those that other networks on the LAN hold or reserve
// now. They are not in the recorded plan, because they change without a change of this network.
Result<void> reserve_held_on_lan(Session& session, OpenState& open_state,
                                 const model::Network& network, Lease& lease);

// A new endpoint whose journal entry contains only its lease so far. `execution.created` is the
// plan with this lease. The object owns none of its references.
struct LeaseEntry {
  std::int64_t id = 0;  // id of the journal entry
  const apply::ExecutionContext& execution;
  model::Endpoint& endpoint;
};

// Gets the addresses from the IPAM driver and completes the endpoint. After an error the lease is
// released and the journal entry is closed.
Result<void> lease_addresses(Session& session, OpenState& open_state, const ConnectRequest& request,
                             const ConnectionTarget& target, const LeaseEntry& entry);

}  // namespace mydocker::app
