// Reports what stops the traffic of a network: settings and rules of other programs, and duplicate
// addresses.
#pragma once

#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Looks for settings and rules of other programs that stop traffic of the network. Writes one line
// to the log for each. `endpoints` are the endpoints that the command has changed. Checks that the
// host sends packets for the first one through the network's link. Checks that no other program
// redirects their ports. Changes nothing. Errors of the kernel are ignored, because the change
// itself is done.
void report_interference(Session& session, kernel::Kernel& kernel,
                         const store::ActiveNetwork& known,
                         const std::vector<model::Endpoint>& endpoints);

// Writes one line for each link of a default route that does not forward replies to the containers.
// Also writes one line for each routing rule that refuses packets of the network.
void report_uplinks(Session& session, const store::ActiveNetwork& known);

// Writes a line if the host has no default route.
void report_no_default_route(Session& session, const store::ActiveNetwork& known);

// Writes a line if mydocker blocks traffic between other interfaces of the host. It does so while
// only mydocker has enabled forwarding. Only the network that has enabled forwarding gets the line.
// Without several other interfaces there is no line.
void report_blocked_transit(Session& session, OpenState& open_state, kernel::Kernel& kernel,
                            const model::Network& network);

// The plan can allow packets from a link that does not exist. Writes one line to the log for each
// such name, if no network has this name either. Does nothing in a dry run.
void report_unknown_sources(Session& session, const Plan& plan);

// Writes one line to the log for each address of a container that the host or another container has
// too. Does the same for the gateway's address in a container. `endpoints` are
// all endpoints of `network`. Changes nothing. A namespace that cannot be read is left out.
void report_duplicates(Session& session, const model::Network& network,
                       const std::vector<model::Endpoint>& endpoints);

}  // namespace mydocker::app
