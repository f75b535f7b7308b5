// Reports what stops the traffic of a network: settings and rules of other programs, and duplicate
// addresses.
#pragma once

#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Writes one line to the log for each setting or rule of another program that stops traffic of the
// network. `endpoints` are the endpoints of the command. The host must send packets to the first
// one through the network's link. No other program may use their ports. Changes nothing. Errors of
// the kernel are ignored, because the change itself is done.
void report_interference(Session& session, kernel::Kernel& kernel,
                         const store::ActiveNetwork& known,
                         const std::vector<model::Endpoint>& endpoints);

// Does the same for the links of the host's default routes that do not forward the replies. The
// routing rules that refuse packets of the network are reported too.
void report_uplinks(Session& session, const store::ActiveNetwork& known);

// Does the same for a host without a default route.
void report_no_default_route(Session& session, const store::ActiveNetwork& known);

// Does the same for traffic between other interfaces of the host. mydocker blocks it if only
// mydocker has enabled forwarding. Only the network that has enabled forwarding gets the
// line. Without several other interfaces there is no line.
void report_blocked_transit(Session& session, OpenState& open_state, kernel::Kernel& kernel,
                            const model::Network& network);

// Writes one line to the log for each link from which the plan allows packets, but which does not
// exist. Neither a link of the host nor a network has its name. Does nothing in a dry run.
void report_unknown_sources(Session& session, const Plan& plan);

// Writes one line to the log for each duplicate address. The host has the address of a container,
// or a container has the address of another one or of the gateway. `endpoints` are all endpoints of
// `network`. Changes nothing. A namespace that cannot be read is left out.
void report_duplicates(Session& session, const model::Network& network,
                       const std::vector<model::Endpoint>& endpoints);

}  // namespace mydocker::app
