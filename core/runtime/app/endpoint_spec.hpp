// Completes the endpoint for a new connection: link name, MAC, addresses, default route and ports.
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
// the addresses. With an IPAM driver, the endpoint has only the addresses that the user requires.
// The caller gets the others from the IPAM driver, and then calls complete_endpoint(). A dry run
// does not call the IPAM driver, so mydocker chooses example addresses.
Result<model::Endpoint> endpoint_spec(Session& session, OpenState& open_state,
                                      const ConnectRequest& request,
                                      const ConnectionTarget& target);
// Adds the default route and the ports to an endpoint that has its addresses. Call it inside a
// transaction.
Result<void> complete_endpoint(Session& session, OpenState& open_state,
                               const ConnectRequest& request, const ConnectionTarget& target,
                               model::Endpoint& endpoint);

}  // namespace mydocker::app
