#include "network_plan.hpp"

namespace bridge {
namespace {

// A packet that fits here must also fit where it leaves the host.
std::uint32_t mtu_for(const BridgeOptions& options, const mydocker::HostFacts& host) {
  if (options.mtu != 0) return options.mtu;
  return host.default_route ? host.default_route->mtu : 0;
}

}  // namespace

// The order is one of safety: nothing is forwarded before the rules stand.
mydocker::Plan network_plan(const mydocker::NetworkView& network, const BridgeOptions& options,
                            const mydocker::HostFacts& host) {
  mydocker::Bridge bridge;
  bridge.name = options.bridge;
  bridge.mac = mydocker::derived_mac(network.id, "bridge");
  bridge.mtu = mtu_for(options, host);

  mydocker::Plan plan;
  plan.ensure(bridge, "add a bridge for network \"" + network.name + "\"");
  if (host.ipv6) {
    plan.ensure(
        mydocker::Sysctl{mydocker::Place::host, "net/ipv6/conf/" + options.bridge + "/disable_ipv6",
                         "1"},
        "the network has no IPv6: no router advertisement from a container reaches the host");
  }
  mydocker::blocks::give_gateway_addresses(plan, network, options.bridge);
  mydocker::blocks::isolate(plan, options.bridge);
  if (options.masquerade) mydocker::blocks::masquerade(plan, network);
  if (!network.internal) mydocker::blocks::forward_ipv4(plan);
  return plan;
}

}  // namespace bridge
