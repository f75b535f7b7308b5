#include "mydocker/blocks/addressing.hpp"

#include <algorithm>

namespace mydocker::blocks {
namespace {

bool reaches(const EndpointView& endpoint, const SubnetView& subnet) {
  return std::any_of(endpoint.addresses.begin(), endpoint.addresses.end(),
                     [&](const IpPrefix& own) { return subnet.prefix.contains(own.address); });
}

bool has_address(const EndpointView& endpoint, const IpAddress& address) {
  return std::any_of(endpoint.addresses.begin(), endpoint.addresses.end(),
                     [&](const IpPrefix& own) { return own.address == address; });
}

// Returns the subnet whose gateway the endpoint reaches, or null. Returns no subnet if the
// container itself has the gateway's address.
const SubnetView* way_out(const NetworkView& network, const EndpointView& endpoint, Family family) {
  for (const SubnetView& subnet : network.subnets)
    if (subnet.gateway && subnet.gateway->family() == family && reaches(endpoint, subnet) &&
        !has_address(endpoint, *subnet.gateway))
      return &subnet;
  return nullptr;
}

// Adds the resource, unless the plan has it already.
void ensure_once(Plan& plan, Resource resource, std::string why) {
  const auto& entries = plan.entries();
  if (std::none_of(entries.begin(), entries.end(),
                   [&](const PlanEntry& entry) { return entry.resource == resource; }))
    plan.ensure(std::move(resource), std::move(why));
}

IpPrefix everything(Family family) { return {IpAddress(family, {}), 0}; }

IpPrefix only(const IpAddress& address) { return {address, address.bits()}; }

// The priorities of the rules of add_source_routes(). They come before the rule of the main table,
// 32766 (ip-rule(8)).
constexpr std::uint32_t kFirstBetweenEndpoints = 20000;
// Number of priorities for rules between endpoints.
constexpr std::uint32_t kBetweenEndpoints = 8000;
constexpr std::uint32_t kKnownDestinations = 28004;
constexpr std::uint32_t kOtherDestinations = 28005;

// Adds the rules for packets between two endpoints of one container. Both subnets are on links of
// the container. Without these rules, a reply could leave through a link that does not have its
// source address.
void separate(Plan& plan, const IpPrefix& own, std::uint32_t own_table, const std::string& link,
              const OtherEndpointView& other) {
  // Two endpoints that know each other plan equal rules. Different priorities keep them apart.
  const std::uint32_t priority = kFirstBetweenEndpoints + own_table % kBetweenEndpoints;
  for (const IpPrefix& theirs : other.addresses) {
    if (theirs.address.family() != own.address.family()) continue;
    if (theirs.network() == own.network()) {
      ensure_once(
          plan, Route{Place::container, link, own.network(), {}, 0, RouteType::unicast, own_table},
          "another interface of the container has the same subnet");
    } else {
      ensure_once(
          plan, RoutingRule{priority, only(theirs.address), own.network(), derived_table(other.id)},
          "replies of the other interface do not leave through this one");
    }
    ensure_once(plan, RoutingRule{priority, only(own.address), theirs.network(), own_table},
                "replies of this interface do not leave through the other one");
  }
}

}  // namespace

void add_gateway_addresses(Plan& plan, const NetworkView& network, const std::string& link) {
  for (const SubnetView& subnet : network.subnets) {
    if (!subnet.gateway) continue;
    plan.ensure(Address{Place::host, link, {*subnet.gateway, subnet.prefix.length}},
                network.internal ? "the host's address in the subnet of the containers"
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
  constexpr unsigned kLength = 64;  // length of link-local prefixes (RFC 4291 2.5.6)
  plan.ensure(Address{Place::container, endpoint.link_name, {link_local_of(endpoint.mac), kLength}},
              "neighbours on the link use link-local addresses");
}

// Router advertisements on a bridge are not trusted, because every container can send them.
void configure_ipv6(Plan& plan, const NetworkView& network, const EndpointView& endpoint,
                    const HostFacts& host, RouterAdvertisements advertisements) {
  if (!host.ipv6) return;
  const bool accept = advertisements == RouterAdvertisements::accept;
  const std::string settings = "net/ipv6/conf/" + endpoint.link_name + "/";
  const auto set = [&](const char* name, const char* value, const char* why) {
    plan.ensure(Sysctl{Place::container, settings + name, value}, why);
  };
  const auto is_v6 = [](const SubnetView& subnet) { return !subnet.prefix.address.is_v4(); };
  if (!accept && std::none_of(network.subnets.begin(), network.subnets.end(), is_v6)) {
    return set("disable_ipv6", "1",
               "the network has no IPv6, so router advertisements are ignored");
  }
  set("disable_ipv6", "0", "the network has IPv6, even if it is off by default in the container");
  if (accept)
    set("accept_ra", "1", "addresses and routes come from router advertisements (-o accept-ra)");
  else
    set("accept_ra", "0", "routes come from the network, not from router advertisements");
  add_link_local_address(plan, endpoint);
}

namespace {

// Adds a route that drops packets, if the endpoint has an address of the route's family.
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
    const auto& own = endpoint.addresses;
    if (std::none_of(own.begin(), own.end(), is_on_link)) continue;
    if (has_address(endpoint, *route.via)) continue;
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

namespace {

Result<Sysctl> user_sysctl(const EndpointView& endpoint, const std::string& text) {
  const auto refused = [&text](const std::string& why) {
    return Error(ErrorKind::invalid_argument, "sysctl \"" + text + "\" " + why)
        .hint("write net.ipv4.conf.IFNAME.NAME=VALUE; IFNAME stands for the interface");
  };
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals + 1 == text.size()) return refused("has no value");
  const std::string name = text.substr(0, equals);
  for (const char* folder :
       {"net.ipv4.conf.", "net.ipv6.conf.", "net.ipv4.neigh.", "net.ipv6.neigh."}) {
    const std::string start = std::string(folder) + "IFNAME.";
    if (name.rfind(start, 0) != 0 || name.size() == start.size()) continue;
    std::string path = std::string(folder) + endpoint.link_name;
    std::replace(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(start.size()) - 7, '.',
                 '/');
    return Sysctl{Place::container, path + "/" + name.substr(start.size()),
                  text.substr(equals + 1)};
  }
  return refused("is not a setting of the container's interface");
}

}  // namespace

bool disables_ipv6(std::string_view settings) {
  const std::string all = "," + std::string(settings) + ",";
  return all.find(",net.ipv6.conf.IFNAME.disable_ipv6=1,") != std::string::npos;
}

NetworkView with_enabled_families(const NetworkView& network, std::string_view settings) {
  NetworkView seen = network;
  if (!disables_ipv6(settings)) return seen;
  const auto is_v6 = [](const SubnetView& subnet) {
    return subnet.prefix.address.family() == Family::v6;
  };
  const auto leads_to_v6 = [](const RouteView& route) {
    return route.destination.address.family() == Family::v6;
  };
  seen.subnets.erase(std::remove_if(seen.subnets.begin(), seen.subnets.end(), is_v6),
                     seen.subnets.end());
  seen.routes.erase(std::remove_if(seen.routes.begin(), seen.routes.end(), leads_to_v6),
                    seen.routes.end());
  return seen;
}

Result<void> add_user_sysctls(Plan& plan, const EndpointView& endpoint, std::string_view settings) {
  for (std::string_view rest = settings; !rest.empty();) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    MYDOCKER_TRY(const Sysctl sysctl, user_sysctl(endpoint, std::string(rest.substr(0, end))));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::vector<PlanEntry> entries = plan.entries();
    const auto is_same = [&sysctl](const PlanEntry& entry) {
      return identity_of(entry.resource) == identity_of(sysctl);
    };
    entries.erase(std::remove_if(entries.begin(), entries.end(), is_same), entries.end());
    plan = Plan(std::move(entries));
    plan.ensure(sysctl, "a setting of the interface from the user");
  }
  return {};
}

void add_source_routes(Plan& plan, const NetworkView& network, const EndpointView& endpoint) {
  if (network.internal) return;
  const std::uint32_t table = derived_table(endpoint.id);
  for (const Family family : {Family::v4, Family::v6}) {
    const SubnetView* subnet = way_out(network, endpoint, family);
    if (subnet == nullptr) continue;
    plan.ensure(Route{Place::container, endpoint.link_name, everything(family), subnet->gateway, 0,
                      RouteType::unicast, table},
                "replies leave through the interface of their source address");
    for (const IpPrefix& own : endpoint.addresses) {
      if (own.address.family() != family) continue;
      for (const OtherEndpointView& other : endpoint.others)
        separate(plan, own, table, endpoint.link_name, other);
      plan.ensure(RoutingRule{kKnownDestinations, only(own.address), {}, 0, true},
                  "packets to a destination with its own route use that route");
      plan.ensure(RoutingRule{kOtherDestinations, only(own.address), {}, table},
                  "packets to other destinations use the gateway of this network");
    }
  }
}

}  // namespace mydocker::blocks
