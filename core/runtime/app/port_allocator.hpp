// Allocates host ports that no other endpoint holds.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::app {

// Parses the words. unsupported: the network cannot publish ports.
Result<std::vector<model::PortSpec>> port_specs(Session& session, const model::Network& network,
                                                const std::vector<std::string>& words);

// Returns the published ports for `endpoint`, which already has its addresses. Chooses a free host
// port where the user gave none. already_exists: a container or a program of the host uses a port;
// the error names it. Stores only the last chosen port. Inside a transaction of the runtime state.
Result<std::vector<model::PortMapping>> allocate_ports(Session& session,
                                                       const model::Network& network,
                                                       const model::Endpoint& endpoint,
                                                       const std::vector<model::PortSpec>& specs);

}  // namespace mydocker::app
