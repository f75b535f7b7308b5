#include "bridge_options.hpp"

namespace bridge {

BridgeOptions options_of(const mydocker::NetworkView& network) {
  BridgeOptions options;
  options.bridge =
      network.options.has("bridge-name") ? network.options.text("bridge-name") : network.link_name;
  options.mtu = static_cast<std::uint32_t>(network.options.number("mtu", 0));
  options.masquerade = network.options.flag("masquerade", true) && !network.internal;
  return options;
}

}  // namespace bridge
