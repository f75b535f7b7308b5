#include "endpoint_plan.hpp"

namespace bridge {

mydocker::Plan endpoint_plan(const mydocker::NetworkView& network,
                             const mydocker::EndpointView& endpoint,
                             const mydocker::HostFacts& host) {
  const auto options = options_of(network);
  const auto* device = host.link(options.bridge);
  const auto mtu = device == nullptr ? options.mtu : device->mtu;

  mydocker::Plan plan;
  mydocker::blocks::bring_up_loopback(plan);
  mydocker::blocks::connect_with_veth(plan, endpoint, {.master = options.bridge, .mtu = mtu});
  if (host.ipv6) {
    plan.ensure(mydocker::Sysctl{mydocker::Place::container,
                                 "net/ipv6/conf/" + endpoint.link_name + "/disable_ipv6", "1"},
                "the network has no IPv6: no neighbour can announce itself as a router");
  }
  mydocker::blocks::give_addresses(plan, endpoint);
  mydocker::blocks::give_default_routes(plan, network, endpoint);
  mydocker::blocks::publish_ports(
      plan, endpoint,
      {.bridge = options.bridge, .port = mydocker::derived_link_name("veth-", endpoint.id)});
  return plan;
}

}  // namespace bridge
