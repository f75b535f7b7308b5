#include "fair_driver.hpp"

#include <algorithm>

namespace fair {
namespace {

using namespace mydocker;

bool has_v6(const NetworkView& network) {
  return std::any_of(network.subnets.begin(), network.subnets.end(),
                     [](const SubnetView& subnet) { return !subnet.prefix.address.is_v4(); });
}

// Containers and host ignore router advertisements of neighbours.
void configure_ipv6(Plan& plan, Place place, const std::string& link, bool wanted) {
  const std::string settings = "net/ipv6/conf/" + link + "/";
  plan.ensure(Sysctl{place, settings + "disable_ipv6", wanted ? "0" : "1"},
              "the link has IPv6 if the network has");
  if (wanted) plan.ensure(Sysctl{place, settings + "accept_ra", "0"}, "neighbours are no routers");
}

void configure_bridge(Plan& plan, const NetworkView& network) {
  const std::string settings = "net/ipv4/conf/" + network.link_name + "/";
  if (network.options.text("mode") == "fancy")
    plan.ensure(Sysctl{Place::host, settings + "arp_announce", "2"}, "the mode is fancy");
  if (network.options.has("color"))
    plan.ensure(Sysctl{Place::host, settings + "log_martians", "1"}, "the network has a color");
}

}  // namespace

Result<Plan> FairDriver::plan_network(const NetworkView& network, const HostFacts& host) const {
  const bool v6 = has_v6(network);
  if (v6 && !host.ipv6) return Error(ErrorKind::unsupported, "this host's kernel has no IPv6");
  Bridge bridge{.name = network.link_name, .mac = derived_mac(network.id, "bridge")};
  MYDOCKER_TRY(bridge.mtu, network.options.number<std::uint32_t>("mtu"));
  MYDOCKER_TRY(const bool icc, network.options.flag("icc", true));
  Plan plan;
  plan.ensure(bridge, "the bridge of the containers");
  configure_bridge(plan, network);
  if (host.ipv6) configure_ipv6(plan, Place::host, bridge.name, v6);
  if (v6)
    plan.ensure(Address{Place::host, bridge.name, {link_local_of(bridge.mac), 64}},
                "neighbours are asked for by this address");
  blocks::add_gateway_addresses(plan, network, bridge.name);
  using blocks::Icc;
  blocks::isolate(plan, network, bridge.name, icc ? Icc::on : Icc::off);
  if (network.internal) return plan;
  blocks::masquerade(plan, network);
  blocks::forward_ipv4(plan);
  if (v6) blocks::forward_ipv6(plan, host);
  return plan;
}

Result<Plan> FairDriver::plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                                       const HostFacts& host) const {
  const bool v6 = has_v6(network);
  MYDOCKER_TRY(const auto mtu, network.options.number<std::uint32_t>("mtu"));
  MYDOCKER_TRY(const bool icc, network.options.flag("icc", true));
  Plan plan;
  blocks::bring_up_loopback(plan);
  const auto host_link = blocks::connect_with_veth(
      plan, endpoint, {.master = network.link_name, .mtu = mtu, .isolated = !icc});
  if (!endpoint.addresses.empty()) blocks::add_antispoofing(plan, endpoint, host_link);
  if (host.ipv6) configure_ipv6(plan, Place::container, endpoint.link_name, v6);
  if (v6 && host.ipv6) blocks::add_link_local_address(plan, endpoint);
  blocks::add_addresses(plan, endpoint);
  blocks::add_routes(plan, network, endpoint);
  blocks::add_default_routes(plan, network, endpoint);
  if (endpoint.options.has("speed"))
    plan.ensure(Sysctl{Place::container, "net/ipv4/neigh/" + endpoint.link_name + "/ucast_solicit",
                       endpoint.options.text("speed")},
                "how often a neighbour is asked");
  blocks::publish_ports(plan, endpoint, {.bridge = network.link_name, .port = host_link});
  return plan;
}

}  // namespace fair
