// The addresses and routes that follow from a network and an endpoint. Belong after the link that
// they are of.
// Adds: address, route, loopback. Since SDK 1.0.
#pragma once

#include <string>

#include "mydocker/host_facts.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

// On the host's link of the network: the gateway of every subnet that has one.
void add_gateway_addresses(Plan& plan, const NetworkView& network, const std::string& link);

// In the container: its loopback device. Never taken down again, as other networks need it too.
void bring_up_loopback(Plan& plan);

// In the container: the endpoint's addresses, also those beside the network's.
void add_addresses(Plan& plan, const EndpointView& endpoint);

// In the container: its IPv6 link-local address, for a network with IPv6 whose cable makes none
// itself. So it is there at once: the kernel would look for duplicates of one that it makes.
void add_link_local_address(Plan& plan, const EndpointView& endpoint);

// In the container: IPv6 on its link as the network has it, and no neighbour is believed to be a
// router. Nothing where the kernel has no IPv6.
void configure_ipv6(Plan& plan, const NetworkView& network, const EndpointView& endpoint,
                    const HostFacts& host);

// In the container: the network's routes whose gateway one of the endpoint's addresses reaches, and
// is not the container itself; and those without a gateway of the families of its addresses.
void add_routes(Plan& plan, const NetworkView& network, const EndpointView& endpoint);

// In the container: one default route for each family, by way of the first subnet of that family
// that has a gateway and an address of the endpoint. None when the network is internal, or when
// another endpoint carries the container's default route.
void add_default_routes(Plan& plan, const NetworkView& network, const EndpointView& endpoint);

}  // namespace mydocker::blocks
