#include "endpoint_plan.hpp"

namespace bridge {

mydocker::Plan endpoint_plan(const mydocker::NetworkView& network,
                             const mydocker::EndpointView& endpoint, const BridgeOptions& options,
                             const mydocker::HostFacts& host) {
  const auto* device = host.link(options.bridge);
  const auto mtu = device == nullptr ? options.mtu : device->mtu;

  mydocker::Plan plan;
  mydocker::blocks::bring_up_loopback(plan);
  const auto host_link = mydocker::blocks::connect_with_veth(
      plan, endpoint, {.master = options.bridge, .mtu = mtu, .isolated = !options.icc});
  if (options.guard) mydocker::blocks::guard(plan, endpoint, host_link);
  if (host.ipv6) {
    plan.ensure(mydocker::Sysctl{mydocker::Place::container,
                                 "net/ipv6/conf/" + endpoint.link_name + "/disable_ipv6", "1"},
                "the network has no IPv6: no neighbour can announce itself as a router");
  }
  mydocker::blocks::give_addresses(plan, endpoint);
  mydocker::blocks::give_default_routes(plan, network, endpoint);
  return plan;
}

}  // namespace bridge
