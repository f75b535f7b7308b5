// The network namespace of a container that shall be connected.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// The one that --netns, --pid or the container's name stands for. The host's own is refused, unless
// the driver's containers share it: then every other is.
Result<kernel::Netns> container_namespace(Session& session, const ConnectRequest& request,
                                          const Manifest& driver);

}  // namespace mydocker::app
