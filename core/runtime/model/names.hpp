// The rules for names of networks and containers.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::model {

// A network's id has 64 hex digits and its name at most 63 characters, so the two never collide. A
// container's name may be the 64-digit id of its runtime with a prefix.
inline constexpr std::size_t kNetworkNameLength = 63;
inline constexpr std::size_t kContainerNameLength = 128;

// Checks [a-zA-Z0-9][a-zA-Z0-9_.-]*. bridge, container, default, host and none are refused, because
// other tools give them a special meaning.
Result<void> check_network_name(std::string_view name);
// Checks [a-zA-Z0-9][a-zA-Z0-9_.-]*.
Result<void> check_container_name(std::string_view name);

}  // namespace mydocker::model
