#include "mydocker/blocks/addressing.hpp"

#include <algorithm>

namespace mydocker::blocks {
namespace {

bool reaches(const EndpointView& endpoint, const SubnetView& subnet) {
  return std::any_of(endpoint.addresses.begin(), endpoint.addresses.end(),
                     [&](const IpPrefix& own) { return subnet.prefix.contains(own.address); });
}

// Returns the subnet whose gateway the endpoint reaches, or null.
const SubnetView* way_out(const NetworkView& network, const EndpointView& endpoint, Family family) {
  for (const SubnetView& subnet : network.subnets)
    if (subnet.gateway && subnet.gateway->family() == family && reaches(endpoint, subnet))
      return &subnet;
  return nullptr;
}

IpPrefix everything(Family family) { return {IpAddress(family, {}), 0}; }

}  // namespace

void add_gateway_addresses(Plan& plan, const NetworkView& network, const std::string& link) {
  for (const SubnetView& subnet : network.subnets) {
    if (!subnet.gateway) continue;
    plan.ensure(Address{Place::host, link, {*subnet.gateway, subnet.prefix.length}},
                network.internal ? "the host's own address among the containers"
                                 : "the gateway of the containers");
  }
}

void bring_up_loopback(Plan& plan) {
  plan.ensure(Loopback{Place::container},
              "programs in the container reach each other through loopback", Lifetime::host);
}

void add_addresses(Plan& plan, const EndpointView& endpoint) {
  for (const IpPrefix& address : endpoint.addresses)
    plan.ensure(Address{Place::container, endpoint.link_name, address}, "the container's address");
  for (const IpPrefix& address : endpoint.extra_addresses)
    plan.ensure(Address{Place::container, endpoint.link_name, address},
                "a link-local address from the user (--link-local-ip)");
}

void add_link_local_address(Plan& plan, const EndpointView& endpoint) {
  constexpr unsigned kLength = 64;  // RFC 4291 2.5.6
  plan.ensure(Address{Place::container, endpoint.link_name, {link_local_of(endpoint.mac), kLength}},
              "neighbours on the link use link-local addresses");
}

// Router advertisements are not trusted: every container on the network can send them.
void configure_ipv6(Plan& plan, const NetworkView& network, const EndpointView& endpoint,
                    const HostFacts& host) {
  if (!host.ipv6) return;
  const std::string settings = "net/ipv6/conf/" + endpoint.link_name + "/";
  const auto set = [&](const char* name, const char* value, const char* why) {
    plan.ensure(Sysctl{Place::container, settings + name, value}, why);
  };
  const auto is_v6 = [](const SubnetView& subnet) { return !subnet.prefix.address.is_v4(); };
  if (std::none_of(network.subnets.begin(), network.subnets.end(), is_v6)) {
    return set("disable_ipv6", "1",
               "the network has no IPv6, so router advertisements are ignored");
  }
  set("disable_ipv6", "0", "the network has IPv6, even if it is off by default in the container");
  set("accept_ra", "0", "routes come from the network, not from router advertisements");
  add_link_local_address(plan, endpoint);
}

namespace {

// Adds a route that drops packets, if the endpoint has an address of its family.
void give_end(Plan& plan, const RouteView& route, const EndpointView& endpoint) {
  const Family family = route.destination.address.family();
  const auto is_of_family = [&](const IpPrefix& own) { return own.address.family() == family; };
  const auto& own = endpoint.addresses;
  if (std::none_of(own.begin(), own.end(), is_of_family)) return;
  plan.ensure(
      Route{Place::container, "", route.destination, std::nullopt, route.metric, route.type},
      "the network blocks this destination for its containers");
}

}  // namespace

void add_routes(Plan& plan, const NetworkView& network, const EndpointView& endpoint) {
  for (const RouteView& route : network.routes) {
    if (!route.via) {
      give_end(plan, route, endpoint);
      continue;
    }
    const auto is_on_link = [&](const IpPrefix& own) { return own.contains(*route.via); };
    const auto is_itself = [&](const IpPrefix& own) { return own.address == route.via; };
    const auto& own = endpoint.addresses;
    if (std::none_of(own.begin(), own.end(), is_on_link)) continue;
    if (std::any_of(own.begin(), own.end(), is_itself)) continue;
    plan.ensure(
        Route{Place::container, endpoint.link_name, route.destination, route.via, route.metric},
        "a route of the network for all containers");
  }
}

void add_default_routes(Plan& plan, const NetworkView& network, const EndpointView& endpoint) {
  if (network.internal || !endpoint.default_route) return;
  for (const Family family : {Family::v4, Family::v6}) {
    const SubnetView* subnet = way_out(network, endpoint, family);
    if (subnet == nullptr) continue;
    plan.ensure(Route{Place::container, endpoint.link_name, everything(family), subnet->gateway,
                      endpoint.metric},
                "packets to other subnets are sent to the gateway");
  }
}

}  // namespace mydocker::blocks
