// A network can use a link of the host, for example as the parent of a macvlan. Then it takes some
// values from the host once, when it is defined. If a route or an address of the host changes
// later, the network does not change. See driver_info.hpp for Capability::lan, OptionRole::parent
// and OptionRole::host_link.
#pragma once

#include "runtime/app/session.hpp"
#include "runtime/model/declared_network.hpp"

namespace mydocker::app {

// Sets the option for the parent if a "lan" driver has this option and the user did not set it. The
// value is the link of the host's default route. not_found: the host has no default route.
Result<void> resolve_parent(Session& session, const Manifest& driver, model::Network& network);

// Checks the parent of a network with a "lan" driver. already_exists: another network has the same
// parent, and one of both uses the mode "passthru". In this mode a parent has only one interface.
Result<void> check_passthru(Session& session, const Manifest& driver, const model::Network& network,
                            const std::vector<model::Network>& others);

// Returns whether the subnets of the network belong to a LAN: its driver is a "lan" driver, or an
// option names its link, which belongs to another program (an unmanaged bridge). Two networks on a
// LAN may have the same subnet. Each uses a part of the addresses.
Result<bool> is_on_lan(Session& session, const Manifest& driver, const model::Network& network);

// Returns the other networks on the LAN with addresses of the same subnets. Returns none if the
// network is not on a LAN.
Result<std::vector<model::Network>> networks_on_lan(Session& session, const Manifest& driver,
                                                    const model::Network& network);

// Returns text about the container that has the address in one of the networks, for example `held
// by container "db"`. Returns nothing if the address is free. An address that is only reserved for
// `container` counts as free.
Result<std::optional<std::string>> holder_on_lan(store::RuntimeState& state,
                                                 const std::vector<model::Network>& networks,
                                                 const IpAddress& address,
                                                 const std::string& container);

// Returns the addresses for which holder_on_lan() names a holder: the leases of the networks, and
// the addresses that they reserve for other containers.
Result<std::vector<IpAddress>> held_on_lan(store::RuntimeState& state,
                                           const std::vector<model::Network>& networks,
                                           const std::string& container);

// Checks the reservations. already_exists: another network on the LAN has an address that this
// network reserves for a container.
Result<void> check_reservations(Session& session, OpenState& open_state, const Manifest& driver,
                                const model::Network& network);

// Returns the subnet of the LAN in this address family. It is the subnet in which the host's link
// to the LAN has an address. This link is the parent, or the unmanaged bridge. Returns nothing if
// the network is not on a LAN, or if the parent has no such address. not_found: the unmanaged
// bridge has no such address.
Result<std::optional<IpPrefix>> subnet_of_lan(Session& session, const Manifest& driver,
                                              const model::Network& network, Family family);

// Writes a note about each subnet of the LAN that was not among the user's subnets in `given`.
// Other hosts use addresses of this subnet too.
void report_lan_subnets(Session& session, const Manifest& driver, const model::Network& network,
                        const std::vector<std::string>& given);

// For a "lan" driver: sets the gateway of each subnet without one. The value is the gateway of the
// host's default route through the parent, if this gateway is in the subnet.
Result<void> resolve_lan_gateways(Session& session, const Manifest& driver,
                                  model::Network& network);

// If the user gave the option for a link of the host (OptionRole::host_link), chooses an address
// for this link. It does so in each subnet where the link has none. An aux address with the same
// name as this option is also an address of that link.
Result<void> allocate_host_addresses(const Manifest& driver, model::Network& network);

// Gives the host's link the addresses that it has in `replaced`, if `network` has the same subnets.
void keep_host_addresses(const Manifest& driver, const model::Network& replaced,
                         model::Network& network);

// Returns the address of the host in the subnet, or nothing if the subnet has none.
std::optional<IpAddress> host_address_in(const Manifest& driver, const model::Network& network,
                                         const model::Subnet& subnet);

// If `spec` names no parent or no gateway, copies those that mydocker has chosen from `now`. So
// they are not reported as differences. Both arguments describe the same network of a "lan" driver.
void keep_resolved_defaults(const Manifest& driver, const model::DeclaredNetwork& now,
                            model::DeclaredNetwork& spec);

}  // namespace mydocker::app
