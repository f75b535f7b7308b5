#include "endpoint_plan.hpp"

#include <algorithm>

namespace bridge {
namespace {

// Neighbours on the network may be anybody: none of them is believed to be a router.
void settle_ipv6(mydocker::Plan& plan, const mydocker::NetworkView& network,
                 const mydocker::EndpointView& endpoint, const mydocker::HostFacts& host) {
  if (!host.ipv6) return;
  const std::string settings = "net/ipv6/conf/" + endpoint.link_name + "/";
  const auto set = [&](const char* name, const char* value, const char* why) {
    plan.ensure(mydocker::Sysctl{mydocker::Place::container, settings + name, value}, why);
  };
  if (!has_family(network, mydocker::Family::v6)) {
    return set("disable_ipv6", "1",
               "the network has no IPv6: no neighbour can announce itself as a router");
  }
  set("disable_ipv6", "0", "the network has IPv6, also where a container has it off otherwise");
  set("accept_ra", "0", "routes come from the network and not from what neighbours announce");
  mydocker::blocks::give_link_local_address(plan, endpoint);
}

void give_default_routes(mydocker::Plan& plan, const mydocker::NetworkView& network,
                         mydocker::EndpointView endpoint, const BridgeOptions& options) {
  if (!options.default_route) return;
  if (options.metric != 0) endpoint.metric = options.metric;
  mydocker::blocks::give_default_routes(plan, network, endpoint);
}

mydocker::PortMode port_mode(GatewayMode gateway) {
  return gateway == GatewayMode::routed ? mydocker::PortMode::routed : mydocker::PortMode::nat;
}

// Who hands on packets of others for the network sends them under their names.
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
    return mydocker::Error(mydocker::ErrorKind::invalid_argument,
                           "ports cannot be published on an unmanaged bridge, whose rules are "
                           "somebody else's")
        .hint("reach the container at its own address, or use a network of -o mode=managed");
  const auto* device = host.link(options.bridge);
  const auto mtu = device == nullptr ? options.mtu : device->mtu;

  mydocker::Plan plan;
  mydocker::blocks::bring_up_loopback(plan);
  const auto host_link = mydocker::blocks::connect_with_veth(
      plan, endpoint, {.master = options.bridge, .mtu = mtu, .isolated = !options.icc});
  if (options.guard && !is_router(network, endpoint))
    mydocker::blocks::guard(plan, endpoint, host_link);
  settle_ipv6(plan, network, endpoint, host);
  mydocker::blocks::give_addresses(plan, endpoint);
  mydocker::blocks::give_routes(plan, network, endpoint);
  give_default_routes(plan, network, endpoint, options);
  mydocker::blocks::publish_ports(plan, endpoint,
                                  {.bridge = options.bridge,
                                   .port = host_link,
                                   .v4 = port_mode(options.gateway_v4),
                                   .v6 = port_mode(options.gateway_v6)});
  return plan;
}

}  // namespace bridge
