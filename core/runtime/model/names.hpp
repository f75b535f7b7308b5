// The rules for names of networks and containers.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::model {

// The limit of a network's name. A network's id has 64 hex digits, so a name is never equal to an
// id. A container's name may be longer: it may contain the 64-digit id of its runtime.
inline constexpr std::size_t kNetworkNameLength = 63;
inline constexpr std::size_t kContainerNameLength = 128;

// Checks that the name matches [a-zA-Z0-9][a-zA-Z0-9_.-]*. The names bridge, container, default,
// host and none are refused, because other tools give them a special meaning.
Result<void> check_network_name(std::string_view name);
// Checks that the name matches [a-zA-Z0-9][a-zA-Z0-9_.-]*.
Result<void> check_container_name(std::string_view name);

}  // namespace mydocker::model
