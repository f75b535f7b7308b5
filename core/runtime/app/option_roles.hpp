// The options of a network whose meaning the core knows by their role (driver_info.hpp,
// OptionRole).
#pragma once

#include <string>
#include <string_view>

#include "mydocker/manifest.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::app {

// Returns the value of the option with that role. Empty: the driver has no such option, or it is
// not set.
std::string option_of(const model::Network& network, const Manifest& driver, OptionRole role);

// Values of OptionRole::gateway_mode_ipv4 and gateway_mode_ipv6.
inline constexpr std::string_view kIsolatedMode = "isolated";
inline constexpr std::string_view kRoutedMode = "routed";

// Returns whether the options give the family this mode.
bool has_gateway_mode(const model::Network& network, const Manifest& driver, Family family,
                      std::string_view mode);

}  // namespace mydocker::app
