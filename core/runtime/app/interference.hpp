// Reports settings and rules of other programs that stop the traffic of a network.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Writes one line to the log for each setting or rule of another program that stops traffic of the
// network. `addresses` are addresses of its containers; the host must send packets to them through
// the network's link. Changes nothing. Errors of the kernel are ignored: the change itself is done.
void report_interference(Session& session, const store::ActiveNetwork& known,
                         const std::vector<IpPrefix>& addresses);

// The same for the links of the host's default routes that do not forward the replies.
void report_uplinks(Session& session, const store::ActiveNetwork& known);

// The same for an uplink of the host with a smaller MTU than the network.
void report_small_uplink(Session& session, const model::Network& network);

// The same for traffic between other interfaces of the host, which mydocker blocks if only itself
// has enabled forwarding. The line is for the network that has enabled it, and only if the host has
// several other interfaces.
void report_blocked_transit(Session& session, const model::Network& network);

}  // namespace mydocker::app
