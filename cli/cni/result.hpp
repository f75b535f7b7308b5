// The result of ADD.
#pragma once

#include <string>

#include "cni/environment.hpp"
#include "cni/network_config.hpp"
#include "runtime/app/reports.hpp"

namespace mydocker::cli::cni {

// The result for this endpoint, in the version of the configuration. It follows `prevResult`: the
// interfaces, addresses and routes of earlier plug-ins come first.
Json result_json(const Environment& environment, const NetworkConfig& config,
                 const app::EndpointReport& report, const Json& dns);

}  // namespace mydocker::cli::cni
