// Completes the endpoint of a connect request: link name, MAC, addresses, default route and ports.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/app/session.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::app {

// Checks every argument for which the network and the host are not needed. invalid_argument: an
// argument is wrong.
Result<void> check_words(const ConnectRequest& request);

// The network and the container of a connection, and the driver of the network.
struct ConnectionTarget {
  store::ActiveNetwork known;
  kernel::Netns container;
  drivers::DriverHandle& driver;       // the driver, not owned
  std::optional<LinkFact> own_link{};  // the network's link, if it is known already

  [[nodiscard]] const model::Network& network() const noexcept { return known.network; }
};

// Returns the network as the container uses it: without IPv6 subnets if a sysctl disables IPv6.
model::Network enabled_part(model::Network network, const model::Endpoint& endpoint,
                            const Manifest& manifest);

// Returns the complete endpoint. Call it inside a transaction of the runtime state, which stores
// the addresses. With an IPAM driver, the endpoint has only the addresses that the user requires,
// and complete_endpoint() is called later. A dry run then has addresses that mydocker chooses.
Result<model::Endpoint> endpoint_spec(Session& session, OpenState& open_state,
                                      const ConnectRequest& request,
                                      const ConnectionTarget& target);
// Adds the default route and the ports to an endpoint that has its addresses. Call it inside a
// transaction.
Result<void> complete_endpoint(Session& session, OpenState& open_state,
                               const ConnectRequest& request, const ConnectionTarget& target,
                               model::Endpoint& endpoint);

// --- addresses of an endpoint: requested, reserved for the container, or the next free one

// Checks --ip, --ip6 and --link-local-ip without the network. invalid_argument: one of them is
// wrong.
Result<void> check_address_words(const ConnectRequest& request);
Result<void> check_link_local_words(const ConnectRequest& request);

// Whether a container may request the gateway's address. kept: the host or a router uses the
// address.
enum class GatewayUse : std::uint8_t { kept, container };

// Returns the requested addresses, and one address of each other subnet. If mydocker does not
// choose the addresses (model::IpamDriver), a subnet without a requested or reserved address gives
// no address. Call it inside a transaction of the runtime state, which stores the leases. `sharing`
// are other networks with the same subnet (networks_on_lan()). Their leases and reserved addresses
// are not given again.
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

// --- the default route of an endpoint and its metric;
// docs/decisions/0009-default-routes-have-metrics.md has the reasons

// Parses --gw-priority. invalid_argument: the word is not a number from -1000 to 99.
Result<std::int64_t> parse_priority(const std::string& word);

// Sets the gateway priority, the default route and its metric in `endpoint`, whose addresses are
// already chosen. `others` are mydocker's endpoints in the same container. `inside` is a view of
// the container's namespace. Error exhausted: the priority has no free metric.
Result<void> resolve_default_route(const ConnectRequest& request, const model::Network& network,
                                   const std::vector<model::Endpoint>& others,
                                   kernel::HostView& inside, model::Endpoint& endpoint);

// Checks the metrics that the driver has fixed. already_exists: another default route in the
// container has the same metric as one of the plan. The error names the network of the other route.
Result<void> check_fixed_metric(Session& session, OpenState& open_state,
                                const model::Endpoint& endpoint, const kernel::Netns& container,
                                const Plan& plan);

// --- host ports that no other endpoint holds

// Checks the address of the network's option (OptionRole::host_binding). invalid_argument: ports
// cannot be published at this address. For example, it is a broadcast address of the host.
Result<void> check_host_binding(Session& session, const model::Network& network,
                                const Manifest& manifest);

// Parses the words. A port without a host address gets the host address of the network's option, if
// the option is set (OptionRole::host_binding). unsupported: the network cannot publish ports.
Result<std::vector<model::PortSpec>> port_specs(const Manifest& driver,
                                                const model::Network& network,
                                                const std::vector<std::string>& words);

// Returns the published ports for `endpoint`, which already has its addresses. Chooses a free host
// port where the user gave none. already_exists: a container or a program of the host uses a port.
// The error names the container. Stores only the last chosen port. Call it inside a transaction of
// the runtime state.
Result<std::vector<model::PortMapping>> allocate_ports(Session& session, OpenState& open_state,
                                                       const model::Endpoint& endpoint,
                                                       const std::vector<model::PortSpec>& specs);

}  // namespace mydocker::app
