// What lets a network's containers reach the outside, and keeps the outside from reaching them.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

// The host hands on IPv4 packets between its links.
void forward_ipv4(Plan& plan);

// IPv4 packets from the network's subnets leave the host with the host's address.
void masquerade(Plan& plan, const NetworkView& network);

// Whether containers of one network reach each other by way of the host.
enum class Inside : std::uint8_t { together, apart };

// Nothing reaches the containers behind the network's `link` that they have not asked for; those of
// an internal network reach nobody else either.
void isolate(Plan& plan, const NetworkView& network, const std::string& link,
             Inside inside = Inside::together);

// The container behind the host's end `link` of a cable can use no address and no MAC but its own.
void guard(Plan& plan, const EndpointView& endpoint, const std::string& link);

}  // namespace mydocker::blocks
