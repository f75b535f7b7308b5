// Values that a network on a link of the host takes from the host once, at its definition. A route
// or an address that changes later does not change the network. See driver_info.hpp for
// Capability::lan, OptionRole::parent and OptionRole::host_link.
#pragma once

#include "runtime/app/session.hpp"
#include "runtime/model/declared_network.hpp"

namespace mydocker::app {

// Sets the option for the parent if a "lan" driver has this option and the user did not set it. The
// value is the link of the host's default route. not_found: the host has no default route.
Result<void> resolve_parent(Session& session, const Manifest& driver, model::Network& network);

// For a "lan" driver: already_exists, if another network has the same parent, and one of both uses
// the mode "passthru". Such a parent has one interface only.
Result<void> check_passthru(Session& session, const Manifest& driver, const model::Network& network,
                            const std::vector<model::Network>& others);

// Returns whether the subnets of the network belong to a LAN: its driver is a "lan" driver, or an
// option names its link, which belongs to another program (an unmanaged bridge). Two networks on a
// LAN may have the same subnet. Each uses a part of the addresses.
Result<bool> is_on_lan(Session& session, const Manifest& driver, const model::Network& network);

// Returns the other networks on the LAN with addresses of the same subnets. None for a network that
// is not on a LAN.
Result<std::vector<model::Network>> networks_on_lan(Session& session, const Manifest& driver,
                                                    const model::Network& network);

// Returns who has the address in one of the networks, for example `held by container "db"`. Nothing
// if it is free, or reserved for `container` there.
Result<std::optional<std::string>> holder_on_lan(store::RuntimeState& state,
                                                 const std::vector<model::Network>& networks,
                                                 const IpAddress& address,
                                                 const std::string& container);

// already_exists: another network on the LAN has an address that this network reserves for a
// container.
Result<void> check_reservations(Session& session, OpenState& open_state, const Manifest& driver,
                                const model::Network& network);

// Returns the subnet of the family in which the host's link to the LAN has an address: the parent,
// or the unmanaged bridge. Nothing for a network that is not on a LAN, and for a parent without
// such an address. not_found: the unmanaged bridge has no such address.
Result<std::optional<IpPrefix>> subnet_of_lan(Session& session, const Manifest& driver,
                                              const model::Network& network, Family family);

// Tells the user about each subnet that is not `given` and belongs to the LAN of the network,
// because other hosts use addresses of it too.
void report_lan_subnets(Session& session, const Manifest& driver, const model::Network& network,
                        const std::vector<std::string>& given);

// For a "lan" driver: sets the gateway of each subnet without one. The value is the gateway of the
// host's default route through the parent, if this gateway is in the subnet.
Result<void> resolve_lan_gateways(Session& session, const Manifest& driver,
                                  model::Network& network);

// If the user gave the option for the host's link: chooses an address for the link in each subnet
// without one. An aux address that is named after the option is such an address too.
Result<void> allocate_host_addresses(const Manifest& driver, model::Network& network);

// The link keeps its addresses when `network` replaces a network with the same subnets.
void keep_host_addresses(const Manifest& driver, const model::Network& replaced,
                         model::Network& network);

// Returns that address, or nothing if the subnet has none.
std::optional<IpAddress> host_address_in(const Manifest& driver, const model::Network& network,
                                         const model::Subnet& subnet);

// Copies these values from `now` to `spec` where `spec` has none. So they are not reported as
// differences. Both describe the same network of a "lan" driver.
void keep_resolved_defaults(const Manifest& driver, const model::DeclaredNetwork& now,
                            model::DeclaredNetwork& spec);

}  // namespace mydocker::app
