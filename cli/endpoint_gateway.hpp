// The gateway of one address of an endpoint, for an engine's document.
#pragma once

#include <optional>
#include <string>

#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// Returns the gateway inside the subnet of this address. Nothing if it has none.
std::optional<std::string> gateway_of(const app::EndpointReport& report, const IpPrefix& address);

}  // namespace mydocker::cli
