// Chooses the addresses of an endpoint: requested, reserved for the container, or the next free
// one.
#pragma once

#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Checks --ip, --ip6 and --link-local-ip without the network. invalid_argument: one of them is
// wrong.
Result<void> check_address_words(const ConnectRequest& request);
Result<void> check_link_local_words(const ConnectRequest& request);

// Whether a container may request the gateway's address. kept: the host or a router has it.
enum class GatewayUse : std::uint8_t { kept, container };

// Returns the requested addresses, and one address of each other subnet. With --ipam-driver none,
// only of the subnets that contain a requested or reserved address. Inside a transaction of the
// runtime state, which stores the leases. `sharing`: the ids of other networks with the same subnet
// (networks_on_lan()). Their leases are not given again.
Result<std::vector<IpPrefix>> allocate_addresses(store::RuntimeState& state,
                                                 const ConnectRequest& request,
                                                 const model::Network& network,
                                                 const std::vector<std::string>& sharing,
                                                 GatewayUse gateway);

// Returns the addresses of --link-local-ip. already_exists: another container of the network has
// one.
Result<std::vector<IpPrefix>> resolve_link_local_addresses(store::RuntimeState& state,
                                                           const ConnectRequest& request,
                                                           const model::Network& network);

}  // namespace mydocker::app
