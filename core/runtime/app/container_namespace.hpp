// Finds the network namespace of the container that is to be connected.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Opens the namespace given by --netns, --pid or the container's name (/run/netns/NAME). Most
// drivers refuse the host's namespace. A driver with the capability "host-namespace" refuses all
// other namespaces.
Result<kernel::Netns> container_namespace(Session& session, const ConnectRequest& request,
                                          const Manifest& driver);

}  // namespace mydocker::app
