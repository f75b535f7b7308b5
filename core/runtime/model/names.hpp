// What networks and containers may be called.
#pragma once

#include <string_view>

#include "mydocker/result.hpp"

namespace mydocker::model {

// An id has 64 hex digits and a network's name at most 63 characters, so that neither is ever taken
// for the other. A container may be called by its runtime's 64-digit id, with a prefix to it.
inline constexpr std::size_t kNetworkNameLength = 63;
inline constexpr std::size_t kContainerNameLength = 128;

// [a-zA-Z0-9][a-zA-Z0-9_.-]*, and none of the words that other tools give a meaning of their own
// where a network is named: bridge, container, default, host, none.
Result<void> check_network_name(std::string_view name);
// [a-zA-Z0-9][a-zA-Z0-9_.-]*
Result<void> check_container_name(std::string_view name);

}  // namespace mydocker::model
