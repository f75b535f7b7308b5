// The published ports of an endpoint: host ports that no other endpoint uses.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::app {

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
