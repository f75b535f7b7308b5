// The gateway mode of a network, as the options of a driver name it.
#pragma once

#include <string_view>

#include "runtime/model/network.hpp"

namespace mydocker::app {

// A network in this mode has no address of the host.
inline constexpr std::string_view kIsolatedMode = "isolated";
// The ports of a network in this mode are reached at the container's address. The host's port of
// that number stays free.
inline constexpr std::string_view kRoutedMode = "routed";

// Returns whether the options give the family this mode.
bool has_gateway_mode(const model::Network& network, Family family, std::string_view mode);

}  // namespace mydocker::app
