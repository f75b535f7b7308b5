// The kernel operations for each resource: observe, create, destroy and others. The operations of a
// resource are in a source file with its name. Masquerades and published ports are in nat.cpp, and
// hairpin is in bridge.cpp.
//
// The functions do the same as those of the Kernel class. Their errors contain only the reason, and
// the caller adds the operation and the resource.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "mydocker/resource.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/namespaces.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {

Result<Observation> observe(Namespaces& namespaces, const Bridge& bridge);
Result<void> create(Namespaces& namespaces, const Bridge& bridge);
Result<void> destroy(Namespaces& namespaces, const Bridge& bridge);

Result<Observation> observe(Namespaces& namespaces, const Veth& veth);
Result<void> create(Namespaces& namespaces, const Veth& veth);
Result<void> bring_up(Namespaces& namespaces, const Veth& veth);
Result<void> destroy(Namespaces& namespaces, const Veth& veth);

Result<Observation> observe(Namespaces& namespaces, const Address& address);
Result<void> create(Namespaces& namespaces, const Address& address);
Result<void> destroy(Namespaces& namespaces, const Address& address);

Result<Observation> observe(Namespaces& namespaces, const Route& route);
Result<void> create(Namespaces& namespaces, const Route& route);
Result<void> destroy(Namespaces& namespaces, const Route& route);

// A forwarding switch of the host is special, such as net.ipv4.ip_forward. If it is off, the
// observed value is a forwarding record (base/forwarding.hpp).
Result<Observation> observe(Namespaces& namespaces, const Sysctl& sysctl);
Result<void> create(Namespaces& namespaces, const Sysctl& sysctl);
Result<void> destroy(Namespaces& namespaces, const Sysctl& sysctl);
// described at the functions of class Kernel with the same names
Result<void> block_transit(Namespaces& namespaces, const base::ForwardingRecord& record);
Result<void> allow_transit(Namespaces& namespaces, const base::ForwardingRecord& record);
Result<std::string> link_since(Namespaces& namespaces, const base::ForwardingRecord& record);

Result<Observation> observe(Namespaces& namespaces, const Loopback& loopback);
Result<void> create(Namespaces& namespaces, const Loopback& loopback);
Result<void> destroy(Namespaces& namespaces, const Loopback& loopback);

Result<Observation> observe(Namespaces& namespaces, const Firewall& firewall);
Result<void> create(Namespaces& namespaces, const Firewall& firewall);
Result<void> destroy(Namespaces& namespaces, const Firewall& firewall);

Result<Observation> observe(Namespaces& namespaces, const Masquerade& masquerade);
Result<void> create(Namespaces& namespaces, const Masquerade& masquerade);
Result<void> destroy(Namespaces& namespaces, const Masquerade& masquerade);

Result<Observation> observe(Namespaces& namespaces, const Isolation& isolation);
Result<void> create(Namespaces& namespaces, const Isolation& isolation);
Result<void> destroy(Namespaces& namespaces, const Isolation& isolation);
// Returns whether the tables list the host's link as the link of a network.
Result<bool> is_isolated(Namespaces& namespaces, const std::string& link);
// Adds the BPF filters to a new link of the host. It is for a link whose Isolation was created
// before the link. Does nothing if the link is not isolated. Does nothing if the sets cannot be
// read: `mydocker network verify` then reports the missing filters.
Result<void> protect_isolated(Namespaces& namespaces, const std::string& link);

Result<Observation> observe(Namespaces& namespaces, const ForwardAllow& allow);
Result<void> create(Namespaces& namespaces, const ForwardAllow& allow);
Result<void> destroy(Namespaces& namespaces, const ForwardAllow& allow);

// Returns another run directory that owns the firewall tables. Empty: no other run directory owns
// them.
Result<std::string> other_owner_of_firewall(Namespaces& namespaces);
// Returns the nf_tables session for adding elements to the firewall tables. The first call asks the
// kernel for the owner of the table `inet mydocker`. Error already_exists: the table belongs to
// another run directory or another program.
Result<NftSession*> nft_of_own_tables(Namespaces& namespaces);

Result<Observation> observe(Namespaces& namespaces, const PublishedPort& port);
Result<std::vector<Observation>> observe_ports(Namespaces& namespaces,
                                               std::span<const PublishedPort> ports);
Result<void> create(Namespaces& namespaces, const PublishedPort& port);
Result<void> create_ports(Namespaces& namespaces, std::span<const PublishedPort> ports);
// Does Kernel::replace_firewall() in one transaction.
Result<void> replace_firewall(Namespaces& namespaces, std::span<const Resource> resources,
                              std::span<const firewall::Element> more);
// Does Kernel::restore_firewall().
Result<void> restore_firewall(Namespaces& namespaces, std::span<const Resource> resources,
                              std::span<const firewall::Element> more);
Result<void> destroy(Namespaces& namespaces, const PublishedPort& port);
Result<void> destroy_ports(Namespaces& namespaces, std::span<const PublishedPort> ports);

Result<Observation> observe(Namespaces& namespaces, const Hairpin& hairpin);
Result<void> create(Namespaces& namespaces, const Hairpin& hairpin);
Result<void> destroy(Namespaces& namespaces, const Hairpin& hairpin);

Result<Observation> observe(Namespaces& namespaces, const AntiSpoofing& antispoofing);
Result<void> create(Namespaces& namespaces, const AntiSpoofing& antispoofing);
Result<void> destroy(Namespaces& namespaces, const AntiSpoofing& antispoofing);
// Returns the addresses that the tables allow for the container behind a bridge port. Empty: the
// container may send everything.
Result<std::optional<AntiSpoofing>> guard_of(Namespaces& namespaces, const std::string& link);

Result<Observation> observe(Namespaces& namespaces, const Macvlan& macvlan);
Result<void> create(Namespaces& namespaces, const Macvlan& macvlan);
Result<void> bring_up(Namespaces& namespaces, const Macvlan& macvlan);
Result<void> destroy(Namespaces& namespaces, const Macvlan& macvlan);

Result<Observation> observe(Namespaces& namespaces, const RoutingRule& rule);
Result<void> create(Namespaces& namespaces, const RoutingRule& rule);
Result<void> destroy(Namespaces& namespaces, const RoutingRule& rule);

Result<Observation> observe(Namespaces& namespaces, const Neighbour& neighbour);
Result<void> create(Namespaces& namespaces, const Neighbour& neighbour);
Result<void> bring_up(Namespaces& namespaces, const Neighbour& neighbour);
Result<void> destroy(Namespaces& namespaces, const Neighbour& neighbour);

Result<Observation> observe(Namespaces& namespaces, const Fdb& fdb);
Result<void> create(Namespaces& namespaces, const Fdb& fdb);
Result<void> destroy(Namespaces& namespaces, const Fdb& fdb);

Result<Observation> observe(Namespaces& namespaces, const Link& link);
Result<void> create(Namespaces& namespaces, const Link& link);
Result<void> bring_up(Namespaces& namespaces, const Link& link);
Result<void> destroy(Namespaces& namespaces, const Link& link);

Result<Observation> observe(Namespaces& namespaces, const Service& service);
Result<void> create(Namespaces& namespaces, const Service& service);
Result<void> destroy(Namespaces& namespaces, const Service& service);

Result<Observation> observe(Namespaces& namespaces, const ServiceFile& file);
Result<void> create(Namespaces& namespaces, const ServiceFile& file);
Result<void> destroy(Namespaces& namespaces, const ServiceFile& file);

Result<Observation> observe(Namespaces& namespaces, const Queue& queue);
Result<void> create(Namespaces& namespaces, const Queue& queue);
Result<void> destroy(Namespaces& namespaces, const Queue& queue);

Result<Observation> observe(Namespaces& namespaces, const BridgePort& port);
Result<void> create(Namespaces& namespaces, const BridgePort& port);
Result<void> destroy(Namespaces& namespaces, const BridgePort& port);

Result<Observation> observe(Namespaces& namespaces, const NftRules& rules);
Result<void> create(Namespaces& namespaces, const NftRules& rules);
Result<void> destroy(Namespaces& namespaces, const NftRules& rules);
// Returns all NftRules that have the mark of the run directory, without their rules.
Result<std::vector<Resource>> driver_rules(Namespaces& namespaces);

// The handler of the driver implements these functions. Here they return an error of kind internal.
Result<Observation> observe(Namespaces& namespaces, const Custom& custom);
Result<void> create(Namespaces& namespaces, const Custom& custom);
Result<void> bring_up(Namespaces& namespaces, const Custom& custom);
Result<void> destroy(Namespaces& namespaces, const Custom& custom);

// These functions implement Kernel::update(). A resource of another kind cannot be changed in
// place.
Result<void> update(Namespaces& namespaces, const Bridge& bridge, const std::string& found);
Result<void> update(Namespaces& namespaces, const Veth& veth, const std::string& found);
Result<void> update(Namespaces& namespaces, const Macvlan& macvlan, const std::string& found);
Result<void> update(Namespaces& namespaces, const Address& address, const std::string& found);
Result<void> update(Namespaces& namespaces, const Route& route, const std::string& found);
Result<void> update(Namespaces& namespaces, const Isolation& isolation, const std::string& found);
Result<void> update(Namespaces& namespaces, const AntiSpoofing& antispoofing,
                    const std::string& found);
Result<void> update(Namespaces& namespaces, const Neighbour& neighbour, const std::string& found);
Result<void> update(Namespaces& namespaces, const Fdb& fdb, const std::string& found);
Result<void> update(Namespaces& namespaces, const Link& link, const std::string& found);
Result<void> update(Namespaces& namespaces, const Service& service, const std::string& found);
Result<void> update(Namespaces& namespaces, const ServiceFile& file, const std::string& found);
Result<void> update(Namespaces& namespaces, const Queue& queue, const std::string& found);
Result<void> update(Namespaces& namespaces, const NftRules& rules, const std::string& found);

// For all other resources, bring_up() does nothing.
template <class Kind>
Result<void> bring_up(Namespaces& /*namespaces*/, const Kind& /*resource*/) {
  return {};
}

// Functions that create the addresses, routes and rules of a container with one request.

// Creates the resources in order. All of them are in the container. Each is an Address, a Route or
// a RoutingRule. After an error, the other resources may exist.
Result<void> create_ip_configuration(Namespaces& namespaces, std::span<const Resource> resources);

// Returns the request that creates a resource. `link` is the index of its link; 0: a route without
// a link.
NetlinkMessage creation_message(const Address& address, int link);
NetlinkMessage creation_message(const Route& route, int link);
NetlinkMessage creation_message(const RoutingRule& rule);

}  // namespace mydocker::kernel
