#include "endpoint_plan.hpp"

#include <algorithm>

namespace bridge {
namespace {

void add_default_routes(mydocker::Plan& plan, const mydocker::NetworkView& network,
                        mydocker::EndpointView endpoint, const BridgeOptions& options) {
  if (!options.default_route) return;
  if (options.metric != 0) endpoint.metric = options.metric;
  mydocker::blocks::add_default_routes(plan, network, endpoint);
}

mydocker::PortMode port_mode(GatewayMode gateway) {
  return gateway == GatewayMode::routed ? mydocker::PortMode::routed : mydocker::PortMode::nat;
}

// A container that is the gateway of a route forwards packets with other source addresses.
bool is_router(const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint) {
  const auto leads_here = [&](const mydocker::RouteView& route) {
    return std::any_of(endpoint.addresses.begin(), endpoint.addresses.end(),
                       [&](const mydocker::IpPrefix& own) { return own.address == route.via; });
  };
  return std::any_of(network.routes.begin(), network.routes.end(), leads_here);
}

}  // namespace

mydocker::Result<mydocker::Plan> endpoint_plan(const mydocker::NetworkView& network,
                                               const mydocker::EndpointView& endpoint,
                                               const BridgeOptions& options,
                                               const mydocker::HostFacts& host) {
  if (options.mode == Mode::unmanaged && !endpoint.ports.empty())
    return mydocker::Error(mydocker::ErrorKind::unsupported,
                           "ports cannot be published on an unmanaged bridge: mydocker does not "
                           "change its firewall rules")
        .hint("reach the container at its own address, or use a network of -o mode=managed");
  const auto* device = host.link(options.bridge);
  const auto mtu = device == nullptr ? options.mtu : device->mtu;

  mydocker::Plan plan;
  mydocker::blocks::bring_up_loopback(plan);
  const auto host_link = mydocker::blocks::connect_with_veth(
      plan, endpoint,
      {.master = options.bridge,
       .mtu = mtu,
       .isolated = !options.icc,
       .host_link = endpoint.options.text("host-interface-name")});
  if (options.antispoofing && !is_router(network, endpoint))
    mydocker::blocks::add_antispoofing(plan, endpoint, host_link);
  mydocker::blocks::configure_ipv6(plan, network, endpoint, host);
  MYDOCKER_CHECK(
      mydocker::blocks::add_user_sysctls(plan, endpoint, endpoint.options.text("sysctls")));
  mydocker::blocks::add_addresses(plan, endpoint);
  mydocker::blocks::add_routes(plan, network, endpoint);
  add_default_routes(plan, network, endpoint, options);
  mydocker::blocks::add_source_routes(plan, network, endpoint);
  mydocker::blocks::publish_ports(plan, endpoint,
                                  {.bridge = options.bridge,
                                   .port = host_link,
                                   .v4 = port_mode(options.gateway_v4),
                                   .v6 = port_mode(options.gateway_v6)});
  return plan;
}

}  // namespace bridge
