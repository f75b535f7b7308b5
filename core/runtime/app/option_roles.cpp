#include "runtime/app/option_roles.hpp"

namespace mydocker::app {

std::string option_of(const model::Network& network, const Manifest& driver, OptionRole role) {
  const auto found = network.options.find(driver.key_of(role));
  return found == network.options.end() ? std::string() : found->second;
}

bool has_gateway_mode(const model::Network& network, const Manifest& driver, Family family,
                      std::string_view mode) {
  const auto role =
      family == Family::v4 ? OptionRole::gateway_mode_ipv4 : OptionRole::gateway_mode_ipv6;
  return option_of(network, driver, role) == mode;
}

}  // namespace mydocker::app
