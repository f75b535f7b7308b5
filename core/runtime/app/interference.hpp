// Reports what stops the traffic of a network: settings and rules of other programs, and duplicate
// addresses.
#pragma once

#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Writes one line to the log for each setting or rule of another program that stops traffic of the
// network. `endpoints` are those of the command: the host must send packets to the first one
// through the network's link, and no other program may take their ports. Changes nothing. Errors of
// the kernel are ignored: the change itself is done.
void report_interference(Session& session, kernel::Kernel& kernel,
                         const store::ActiveNetwork& known,
                         const std::vector<model::Endpoint>& endpoints);

// The same for the links of the host's default routes that do not forward the replies.
void report_uplinks(Session& session, const store::ActiveNetwork& known);

// The same for a host without a default route.
void report_no_default_route(Session& session, const store::ActiveNetwork& known);

// The same for traffic between other interfaces of the host, which mydocker blocks if only itself
// has enabled forwarding. The line is for the network that has enabled it, and only if the host has
// several other interfaces.
void report_blocked_transit(Session& session, OpenState& open_state, kernel::Kernel& kernel,
                            const model::Network& network);

// Writes one line to the log for each link that the plan allows packets from, if neither a link of
// the host nor a network has this name. Not for a dry run.
void report_unknown_sources(Session& session, const Plan& plan);

// Writes one line to the log for each address in a container's namespace that belongs to another
// one of the `endpoints`, which are those of one network. Changes nothing. A namespace that cannot
// be read is left out.
void report_duplicates(Session& session, const std::vector<model::Endpoint>& endpoints);

}  // namespace mydocker::app
