// The values that a runtime gives for one container: capabilities and CNI_ARGS.
#pragma once

#include "cni/environment.hpp"
#include "cni/network_config.hpp"
#include "runtime/app/requests.hpp"

namespace mydocker::cli::cni {

// Adds addresses, MAC, ports and bandwidth to the request. unsupported_field: a capability that
// mydocker does not have, for example aliases. A delegated plug-in gets the addresses, so they are
// not added.
Outcome<Done> add_capabilities(const Environment& environment, const NetworkConfig& config,
                               app::ConnectRequest& request);

// The "dns" of the result: the configuration, or the capability if there is one.
Outcome<Json> dns_of(const NetworkConfig& config);

}  // namespace mydocker::cli::cni
