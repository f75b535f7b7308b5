// The addresses of an endpoint: requested, reserved for the container, or the next free ones.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Checks --ip, --ip6 and --link-local-ip without the network. invalid_argument: one of them is
// wrong.
Result<void> check_address_words(const ConnectRequest& request);
Result<void> check_link_local_words(const ConnectRequest& request);

// Whether a container may request the gateway's address. kept: no, because the host or a router has
// this address.
enum class GatewayUse : std::uint8_t { kept, container };

// Returns the requested addresses, and chooses one address in each other subnet. If mydocker does
// not choose the addresses (model::IpamDriver), the second part is left out. Then a subnet without
// a requested or reserved address gives no address. Call it inside a transaction of the runtime
// state, which stores the leases. `sharing` are other networks with the same subnet
// (networks_on_lan()). Their leases and reserved addresses are not given again.
Result<std::vector<IpPrefix>> allocate_addresses(store::RuntimeState& state,
                                                 const ConnectRequest& request,
                                                 const model::Network& network,
                                                 const std::vector<model::Network>& sharing,
                                                 GatewayUse gateway);

// Checks that the endpoint of the container can get the address of this subnet. `shown` is the
// address in errors. already_exists: another container has it. Call it inside a transaction.
Result<void> check_usable(store::RuntimeState& state, const model::Network& network,
                          const model::Subnet& subnet, const std::vector<model::Network>& sharing,
                          const std::string& shown, const IpAddress& address,
                          const std::string& container);
// Returns the error for an address that no subnet contains.
Error no_subnet_for(const std::string& shown, const model::Network& network);

// Returns the addresses of --link-local-ip. already_exists: another container of the network has
// one of them.
Result<std::vector<IpPrefix>> resolve_link_local_addresses(store::RuntimeState& state,
                                                           const ConnectRequest& request,
                                                           const model::Network& network);

}  // namespace mydocker::app
