// Finds the network namespace of the container that is to be connected.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Checks the container's name, --netns and --pid. invalid_argument: one of them is wrong.
Result<void> check_namespace_words(const ConnectRequest& request);

// Opens the namespace given by --netns, --pid or the container's name (/run/netns/NAME). Most
// drivers refuse the host's namespace. A driver with the capability "host-namespace" refuses all
// other namespaces. If the engine creates the container's half, its link is created on the host:
// then it is the host's namespace.
Result<kernel::Netns> container_namespace(Session& session, const ConnectRequest& request,
                                          const Manifest& driver);

// Looks for a running container of a container engine (container_search.hpp). If there is one, the
// returned request has its name and its namespace. Otherwise returns the request unchanged. A
// request with --netns or --pid is not changed. invalid_argument: several containers match, or a
// container and another namespace /run/netns/NAME.
Result<ConnectRequest> with_running_container(ConnectRequest request);

}  // namespace mydocker::app
