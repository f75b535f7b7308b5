#include "runtime/app/gateway_mode.hpp"

namespace mydocker::app {

bool has_gateway_mode(const model::Network& network, Family family, std::string_view mode) {
  const auto* key = family == Family::v4 ? "gateway-mode-ipv4" : "gateway-mode-ipv6";
  const auto given = network.options.find(key);
  return given != network.options.end() && given->second == mode;
}

}  // namespace mydocker::app
