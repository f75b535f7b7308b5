#include "bridge_plan.hpp"

namespace bridge {
namespace {

using mydocker::Family;

// Returns the MTU of the network. The default is the MTU of the link with the default route, so
// that packets need no fragmentation.
std::uint32_t mtu_for(const BridgeOptions& options, const mydocker::HostFacts& host) {
  if (options.mtu != 0) return options.mtu;
  return host.default_route ? host.default_route->mtu : 0;
}

// Returns the network with only those subnets whose family `fits` accepts.
template <class Fits>
mydocker::NetworkView only(const mydocker::NetworkView& network, Fits fits) {
  auto part = network;
  std::erase_if(part.subnets, [&](const mydocker::SubnetView& subnet) {
    return !fits(subnet.prefix.address.family());
  });
  return part;
}

void open_for(mydocker::Plan& plan, const mydocker::NetworkView& network,
              const BridgeOptions& options) {
  for (const auto& link : options.allow_from)
    plan.ensure(mydocker::ForwardAllow{link, options.bridge},
                "traffic from \"" + link + "\" is allowed by the user (-o allow-from)");
  for (const auto family : {Family::v4, Family::v6})
    if (has_family(network, family) && options.gateway(family) == GatewayMode::nat_unprotected)
      plan.ensure(mydocker::ForwardAllow{"", options.bridge, family},
                  "gateway mode nat-unprotected: every port is reachable through a route");
  for (const auto family : {Family::v4, Family::v6})
    if (has_family(network, family) && options.gateway(family) == GatewayMode::routed)
      plan.ensure(mydocker::ForwardAllow{"", options.bridge, family, true},
                  "gateway mode routed: clients outside may ping the containers");
}

mydocker::Plan plan_to_use(const BridgeOptions& options) {
  mydocker::Bridge bridge;
  bridge.name = options.bridge;
  bridge.ownership = mydocker::Ownership::adopt;
  return mydocker::Plan().ensure(bridge, "the bridge exists already and is not changed");
}

constexpr std::uint32_t kSmallestMtuV6 = 1280;  // limit of RFC 8200

mydocker::Result<void> check_ipv6(const mydocker::HostFacts& host, std::uint32_t mtu) {
  using mydocker::Error;
  if (!host.ipv6)
    return Error(mydocker::ErrorKind::unsupported, "this host's kernel has no IPv6")
        .hint("leave --ipv6 and IPv6 subnets out, or start the kernel with IPv6");
  if (mtu == 0 || mtu >= kSmallestMtuV6) return {};
  return Error(mydocker::ErrorKind::invalid_argument,
               "IPv6 needs an MTU of at least 1280, not " + std::to_string(mtu))
      .hint("use -o mtu=1280, or create the network without IPv6");
}

// Configures IPv6 on the bridge. `wanted`: whether the network has IPv6. `host_takes_part`: whether
// the host has an IPv6 address on the bridge. The containers of a network with IPv6 have addresses
// in both cases.
void configure_ipv6(mydocker::Plan& plan, const mydocker::Bridge& bridge, bool wanted,
                    bool host_takes_part) {
  const std::string settings = "net/ipv6/conf/" + bridge.name + "/";
  const auto set = [&](const char* name, const char* value, const char* why) {
    plan.ensure(mydocker::Sysctl{mydocker::Place::host, settings + name, value}, why);
  };
  if (!wanted) {
    return set(
        "disable_ipv6", "1",
        "the network has no IPv6, so the host ignores router advertisements from containers");
  }
  if (!host_takes_part) {
    return set("disable_ipv6", "1",
               "gateway mode isolated: the host has no IPv6 link-local address on the bridge");
  }
  set("disable_ipv6", "0", "the network has IPv6, even if it is off by default for new interfaces");
  set("accept_ra", "0", "the host ignores router advertisements from containers");
  constexpr unsigned kLength = 64;
  plan.ensure(
      mydocker::Address{
          mydocker::Place::host, bridge.name, {mydocker::link_local_of(bridge.mac), kLength}},
      "the host uses its link-local address for neighbour discovery");
}

}  // namespace

// The order of the resources is important: the firewall rules must exist before forwarding is
// switched on.
mydocker::Result<mydocker::Plan> network_plan(const mydocker::NetworkView& network,
                                              const BridgeOptions& options,
                                              const mydocker::HostFacts& host) {
  const bool v6 = has_family(network, mydocker::Family::v6);
  if (options.mode == BridgeMode::unmanaged) return plan_to_use(options);
  mydocker::Bridge bridge;
  bridge.name = options.bridge;
  bridge.mac = mydocker::derived_mac(network.id, "bridge");
  bridge.mtu = mtu_for(options, host);

  if (v6) MYDOCKER_CHECK(check_ipv6(host, bridge.mtu));

  mydocker::Plan plan;
  plan.ensure(bridge, "add a bridge for network \"" + network.name + "\"");
  if (host.ipv6) configure_ipv6(plan, bridge, v6, options.gateway_v6 != GatewayMode::isolated);
  mydocker::blocks::add_gateway_addresses(
      plan,
      only(network,
           [&](Family family) { return options.gateway(family) != GatewayMode::isolated; }),
      options.bridge);
  // Without icc, the ports of the bridge are isolated from each other. The firewall rules also
  // block packets between containers that go through the gateway.
  using mydocker::blocks::Icc;
  mydocker::blocks::isolate(plan, network, options.bridge, options.icc ? Icc::on : Icc::off,
                            options.traffic);
  open_for(plan, network, options);
  if (options.masquerade && !options.traffic.no_outbound && !network.internal)
    mydocker::blocks::masquerade(
        plan, only(network, [&](Family family) { return translates(options.gateway(family)); }),
        options.outbound);
  if (network.internal) return plan;
  if (has_family(network, mydocker::Family::v4)) mydocker::blocks::forward_ipv4(plan);
  if (v6) mydocker::blocks::forward_ipv6(plan, host);
  if (v6 && options.is_proxied(mydocker::Family::v6))
    plan.ensure(mydocker::Sysctl{mydocker::Place::host,
                                 "net/ipv6/conf/" + options.proxy_link + "/proxy_ndp", "1"},
                "the host answers neighbour solicitations for the containers");
  return plan;
}

}  // namespace bridge
