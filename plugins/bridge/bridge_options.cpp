#include "bridge_options.hpp"

#include <algorithm>

namespace bridge {

BridgeOptions options_of(const mydocker::NetworkView& network) {
  BridgeOptions options;
  options.bridge =
      network.options.has("bridge-name") ? network.options.text("bridge-name") : network.link_name;
  options.mtu = static_cast<std::uint32_t>(network.options.number("mtu", 0));
  options.masquerade = network.options.flag("masquerade", true) && !network.internal;
  options.default_route = !network.options.flag("no-default-route");
  options.metric = static_cast<std::uint32_t>(network.options.number("metric"));
  return options;
}

bool has_family(const mydocker::NetworkView& network, mydocker::Family family) {
  return std::any_of(network.subnets.begin(), network.subnets.end(),
                     [family](const mydocker::SubnetView& subnet) {
                       return subnet.prefix.address.family() == family;
                     });
}

}  // namespace bridge
