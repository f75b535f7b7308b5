// What a network that stands on a link of the host takes from there once, when it is defined, so
// that a route or an address that changes later does not move it (driver_info.hpp: "lan", "parent",
// "host-link").
#pragma once

#include "runtime/app/session.hpp"
#include "runtime/model/declared_network.hpp"

namespace mydocker::app {

// Of a driver that can "lan": the option "parent", if it has one and the user gave none: the link
// of the host's default route. not_found: the host has no default route.
Result<void> resolve_parent(Session& session, const Manifest& driver, model::Network& network);

// Of a driver that can "lan": the gateway of each subnet without one, if the host's default route
// by the parent leads through it.
Result<void> resolve_lan_gateways(Session& session, model::Network& network);

// For the option "host-link", if it was given: an address of the host in each subnet.
Result<void> allocate_host_addresses(model::Network& network);

// That address; nothing: the subnet has none.
std::optional<IpAddress> host_address_in(const model::Network& network,
                                         const model::Subnet& subnet);

// What of the above `spec`, of a driver that can "lan", left open and `now`, the same network as it
// is, has: it is no difference between the two.
void keep_resolved_defaults(const model::DeclaredNetwork& now, model::DeclaredNetwork& spec);

}  // namespace mydocker::app
