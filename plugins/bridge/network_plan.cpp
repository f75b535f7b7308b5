#include "network_plan.hpp"

namespace bridge {
namespace {

// A packet that fits here must also fit where it leaves the host.
std::uint32_t mtu_for(const BridgeOptions& options, const mydocker::HostFacts& host) {
  if (options.mtu != 0) return options.mtu;
  return host.default_route ? host.default_route->mtu : 0;
}

constexpr std::uint32_t kSmallestMtuV6 = 1280;  // RFC 8200

mydocker::Result<void> check_ipv6(const mydocker::HostFacts& host, std::uint32_t mtu) {
  using mydocker::Error;
  if (!host.ipv6)
    return Error(mydocker::ErrorKind::unsupported, "this host's kernel has no IPv6")
        .hint("leave --ipv6 and IPv6 subnets out, or start the kernel with IPv6");
  if (mtu == 0 || mtu >= kSmallestMtuV6) return {};
  return Error(mydocker::ErrorKind::invalid_argument,
               "IPv6 needs an mtu of at least 1280, not " + std::to_string(mtu))
      .hint("write -o mtu=1280, or make the network without IPv6");
}

void settle_ipv6(mydocker::Plan& plan, const mydocker::Bridge& bridge, bool wanted) {
  const std::string settings = "net/ipv6/conf/" + bridge.name + "/";
  const auto set = [&](const char* name, const char* value, const char* why) {
    plan.ensure(mydocker::Sysctl{mydocker::Place::host, settings + name, value}, why);
  };
  if (!wanted) {
    return set(
        "disable_ipv6", "1",
        "the network has no IPv6: no router advertisement from a container reaches the host");
  }
  set("disable_ipv6", "0", "the network has IPv6, also where new links have it off otherwise");
  set("accept_ra", "0", "no container tells the host about routes");
  constexpr unsigned kLength = 64;
  plan.ensure(
      mydocker::Address{
          mydocker::Place::host, bridge.name, {mydocker::link_local_of(bridge.mac), kLength}},
      "the host asks for its neighbours by its link-local address");
}

}  // namespace

// The order is one of safety: nothing is forwarded before the rules stand.
mydocker::Result<mydocker::Plan> network_plan(const mydocker::NetworkView& network,
                                              const BridgeOptions& options,
                                              const mydocker::HostFacts& host) {
  const bool v6 = has_family(network, mydocker::Family::v6);
  mydocker::Bridge bridge;
  bridge.name = options.bridge;
  bridge.mac = mydocker::derived_mac(network.id, "bridge");
  bridge.mtu = mtu_for(options, host);

  if (v6) MYDOCKER_CHECK(check_ipv6(host, bridge.mtu));

  mydocker::Plan plan;
  plan.ensure(bridge, "add a bridge for network \"" + network.name + "\"");
  if (host.ipv6) settle_ipv6(plan, bridge, v6);
  mydocker::blocks::give_gateway_addresses(plan, network, options.bridge);
  mydocker::blocks::isolate(plan, options.bridge);
  if (options.masquerade) mydocker::blocks::masquerade(plan, network);
  if (network.internal) return plan;
  if (has_family(network, mydocker::Family::v4)) mydocker::blocks::forward_ipv4(plan);
  if (v6) mydocker::blocks::forward_ipv6(plan, host);
  return plan;
}

}  // namespace bridge
