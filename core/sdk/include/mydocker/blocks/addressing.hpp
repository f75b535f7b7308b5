// Building blocks for addresses and routes, computed from the views of a network and an endpoint.
//
// Call them after the block that adds the link: resources are created in the order of the plan.
// Adds: address, route, loopback, sysctl. Since SDK 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mydocker/host_facts.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

// Adds the gateway address of each subnet to the host's link `link`. A subnet without a gateway
// adds nothing.
void add_gateway_addresses(Plan& plan, const NetworkView& network, const std::string& link);

// Brings up the container's loopback device. It stays up, because other networks need it too.
void bring_up_loopback(Plan& plan);

// Adds the endpoint's addresses to the container's link, then EndpointView::extra_addresses.
void add_addresses(Plan& plan, const EndpointView& endpoint);

// Adds the IPv6 link-local address of the container's link. Use it if the kernel gives the link no
// such address (VethOptions::ipv6 is false). The address is usable immediately: the core adds it
// without duplicate address detection.
void add_link_local_address(Plan& plan, const EndpointView& endpoint);

// Whether a link takes addresses and routes from router advertisements (accept_ra,
// Documentation/networking/ip-sysctl.rst).
enum class RouterAdvertisements : std::uint8_t { ignore, accept };

// Configures IPv6 on the container's link:
// - With an IPv6 subnet, or with router advertisements, IPv6 is on. The link has a link-local
//   address.
// - Otherwise, IPv6 is off.
// - On a host without IPv6, nothing is added.
void configure_ipv6(Plan& plan, const NetworkView& network, const EndpointView& endpoint,
                    const HostFacts& host,
                    RouterAdvertisements advertisements = RouterAdvertisements::ignore);

// Adds the routes of the network to the container. A route with a gateway is added only if an
// address of the endpoint reaches the gateway. It is also left out if the container is the gateway
// itself. A route without a gateway is added only if the endpoint has an address of its family.
void add_routes(Plan& plan, const NetworkView& network, const EndpointView& endpoint);

// Adds one default route for each family to the container. The gateway comes from the first subnet
// of the family that has a gateway and an address of the endpoint. Adds nothing if the network is
// internal, if the container is the gateway itself, or if EndpointView::default_route is false.
void add_default_routes(Plan& plan, const NetworkView& network, const EndpointView& endpoint);

// Adds the settings of the container's link that the user gave, separated by commas.
// A setting has the form "net.ipv4.conf.IFNAME.NAME=VALUE", also with ipv6 or neigh. As in Docker,
// IFNAME stands for the link. A setting replaces a setting of the same name in the plan.
// invalid_argument: a setting has another form. Adds: sysctl.
Result<void> add_user_sysctls(Plan& plan, const EndpointView& endpoint, std::string_view settings);

// Returns whether the settings (add_user_sysctls()) disable IPv6 on the interface
// (net.ipv6.conf.IFNAME.disable_ipv6=1).
bool disables_ipv6(std::string_view settings);

// Returns the network as a container with these settings uses it. If the settings disable IPv6, the
// IPv6 subnets and routes are left out.
NetworkView with_enabled_families(const NetworkView& network, std::string_view settings);

// Makes replies leave through the interface of their source address. The default route of the
// container may belong to another network, for example if the container is on two networks.
//
// Adds for each address of the endpoint whose subnet has a gateway:
// - a default route through the gateway, in a table of the endpoint (derived_table())
// - two rules for packets with this source address: first the main table without its default
//   routes, then the endpoint's table
// - rules for packets to the other endpoints of the container (EndpointView::others)
// Adds nothing if the network is internal. Call it after add_addresses(). Adds: route, rule.
void add_source_routes(Plan& plan, const NetworkView& network, const EndpointView& endpoint);

}  // namespace mydocker::blocks
