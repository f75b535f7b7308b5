// Allocates host ports that no other endpoint holds.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::app {

// The words, parsed; refused where the network cannot publish anything.
Result<std::vector<model::PortSpec>> port_specs(Session& session, const model::Network& network,
                                                const std::vector<std::string>& words);

// Inside a transaction of the runtime's state: the ports for an endpoint with these addresses. What
// is taken, by a container or by a program of the host, is refused, naming the holder; what is left
// to us is chosen. Nothing is written down but where the choice ended.
Result<std::vector<model::PortMapping>> allocate_ports(Session& session,
                                                       const model::Network& network,
                                                       const model::Endpoint& endpoint,
                                                       const std::vector<model::PortSpec>& specs);

}  // namespace mydocker::app
