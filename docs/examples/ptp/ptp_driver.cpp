// Routed networks without a bridge: a veth pair and a route for each container.
//
//   container                      host
//   eth0  10.1.0.2/32 ------ veth-1a2b...  10.1.0.1/32, route 10.1.0.2/32
//   default via 10.1.0.1
//
// The host's links of a network all have the gateway's address. Containers share no medium, so
// frames are never flooded. Every packet between two containers passes the host's firewall rules.
#include <mydocker/sdk.hpp>

#include <set>

namespace {

using mydocker::Family;
using mydocker::IpAddress;
using mydocker::IpPrefix;
using mydocker::Place;
using mydocker::Plan;
using mydocker::Result;
namespace blocks = mydocker::blocks;

// 1. The manifest.
constexpr mydocker::Capability kCapabilities[] = {
    mydocker::Capability::addresses, mydocker::Capability::ipv6, mydocker::Capability::ports};
constexpr std::string_view kResources[] = {"veth",      "address",      "route",
                                           "sysctl",    "loopback",     "masquerade",
                                           "isolation", "antispoofing", "port"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "mtu",
     .type = mydocker::OptionType::number,
     .help = "largest packet in bytes",
     .min = 1280,
     .max = 65535},
    {.key = "masquerade",
     .type = mydocker::OptionType::flag,
     .help = "whether packets leave the host with the host's address",
     .default_value = "true"}};
constexpr mydocker::DriverInfo kInfo{
    .name = "ptp",
    .version = "1.0.0",
    .summary = "a routed veth pair for each container, without a bridge",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
};

IpPrefix alone(const IpAddress& address) { return {address, address.bits()}; }
IpPrefix everything(Family family) { return {IpAddress(family, {}), 0}; }

bool has_ipv6(const mydocker::NetworkView& network) {
  for (const auto& subnet : network.subnets)
    if (!subnet.prefix.address.is_v4()) return true;
  return false;
}

// All veth pairs of a network have the same MTU. For larger packets the host sends an ICMP error.
Result<std::uint32_t> mtu_of(const mydocker::NetworkView& network) {
  return network.options.number<std::uint32_t>("mtu");
}

Result<void> check(const mydocker::NetworkView& network, const mydocker::HostFacts& host) {
  for (const auto& subnet : network.subnets)
    if (!subnet.gateway)
      return mydocker::Error(mydocker::ErrorKind::invalid_argument,
                             "the subnet " + subnet.prefix.text() + " has no gateway")
          .hint("the containers send all packets through it: use a larger subnet");
  for (const auto& route : network.routes)
    if (route.via)
      return mydocker::Error(mydocker::ErrorKind::unsupported,
                             "a container of a routed network cannot be the gateway for " +
                                 route.destination.text())
          .hint("leave the route out, or use a network of driver bridge");
  if (has_ipv6(network) && !host.ipv6)
    return mydocker::Error(mydocker::ErrorKind::unsupported, "this host's kernel has no IPv6")
        .hint("leave IPv6 subnets out, or start the kernel with IPv6");
  return {};
}

// 2. The parts of an endpoint's plan, in the order in which they are created.

// Blocks traffic through the link. This comes before the veth pair is created.
void close(Plan& plan, const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint,
           const std::string& veth) {
  mydocker::Isolation isolation{.link = veth, .internal = network.internal};
  for (const auto& subnet : network.subnets) isolation.peer_prefixes.push_back(subnet.prefix);
  plan.ensure(isolation, network.internal
                             ? "the network is internal: its containers reach only each other"
                             : "connections from outside to containers are blocked");
  blocks::add_antispoofing(plan, endpoint, veth, {.role = blocks::LinkRole::routed});
}

// Configures IPv6 on both links. Router advertisements are ignored.
void configure_ipv6(Plan& plan, bool wanted, const mydocker::EndpointView& endpoint,
                    const std::string& veth) {
  const auto set = [&plan](Place place, const std::string& link, const char* name,
                           const char* value, const char* why) {
    plan.ensure(mydocker::Sysctl{place, "net/ipv6/conf/" + link + "/" + name, value}, why);
  };
  for (const Place place : {Place::host, Place::container}) {
    const std::string& link = place == Place::host ? veth : endpoint.link_name;
    if (!wanted) {
      set(place, link, "disable_ipv6", "1", "the network has no IPv6");
      continue;
    }
    set(place, link, "disable_ipv6", "0",
        "the network has IPv6, even if it is off by default for interfaces");
    set(place, link, "accept_ra", "0",
        "routes come from the network, not from router advertisements");
  }
}

void address_ends(Plan& plan, const mydocker::NetworkView& network,
                  const mydocker::EndpointView& endpoint, const std::string& veth) {
  for (const auto& subnet : network.subnets)
    plan.ensure(mydocker::Address{Place::host, veth, alone(*subnet.gateway)},
                "the host's interface of every veth pair has the gateway's address");
  if (has_ipv6(network)) {
    constexpr unsigned kLength = 64;
    const auto mac = mydocker::derived_mac(endpoint.id, "host");
    plan.ensure(mydocker::Address{Place::host, veth, {mydocker::link_local_of(mac), kLength}},
                "the host uses its link-local address for neighbour discovery");
    blocks::add_link_local_address(plan, endpoint);
  }
  for (const IpPrefix& own : endpoint.addresses)
    plan.ensure(mydocker::Address{Place::container, endpoint.link_name, alone(own.address)},
                "the container's address; the rest of its subnet is reached through the gateway");
  for (const IpPrefix& own : endpoint.extra_addresses)
    plan.ensure(mydocker::Address{Place::container, endpoint.link_name, own},
                "a link-local address from the user (--link-local-ip)");
}

void route(Plan& plan, const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint,
           const std::string& veth) {
  std::set<Family> led_out;  // families that have a default route
  for (const IpPrefix& own : endpoint.addresses)
    plan.ensure(mydocker::Route{Place::host, veth, alone(own.address)},
                "packets to the container are sent through its veth pair");
  for (const auto& subnet : network.subnets) {
    const Family family = subnet.prefix.address.family();
    plan.ensure(mydocker::Route{Place::container, endpoint.link_name, alone(*subnet.gateway)},
                "the gateway is the peer of this interface");
    const bool out = endpoint.default_route && !network.internal;
    if (out && !led_out.insert(family).second) continue;
    plan.ensure(mydocker::Route{.place = Place::container,
                                .link = endpoint.link_name,
                                .destination = out ? everything(family) : subnet.prefix,
                                .via = subnet.gateway,
                                .metric = out ? endpoint.metric : 0},
                out ? "all other addresses are reached through the host"
                    : "the other containers are reached through the host");
  }
}

// 3. The driver.
class PtpDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] Result<Plan> plan_network(const mydocker::NetworkView& network,
                                          const mydocker::HostFacts& host) const override {
    MYDOCKER_CHECK(check(network, host));
    MYDOCKER_TRY(const bool masquerade, network.options.flag("masquerade", true));
    Plan plan;
    for (const auto& subnet : network.subnets)
      plan.ensure(mydocker::Route{.place = Place::host,
                                  .destination = subnet.prefix,
                                  .type = mydocker::RouteType::unreachable},
                  "packets to unused addresses of the subnet do not leave the host");
    if (masquerade && !network.internal) blocks::masquerade(plan, network);
    blocks::forward_ipv4(plan);
    if (has_ipv6(network)) blocks::forward_ipv6(plan, host);
    return plan;
  }

  [[nodiscard]] Result<Plan> plan_endpoint(const mydocker::NetworkView& network,
                                           const mydocker::EndpointView& endpoint,
                                           const mydocker::HostFacts& host) const override {
    MYDOCKER_CHECK(check(network, host));
    MYDOCKER_TRY(const auto mtu, mtu_of(network));
    const std::string veth = blocks::host_link_of(endpoint);
    Plan plan;
    blocks::bring_up_loopback(plan);
    close(plan, network, endpoint, veth);
    blocks::connect_with_veth(plan, endpoint, {.mtu = mtu, .up = true});
    if (host.ipv6) configure_ipv6(plan, has_ipv6(network), endpoint, veth);
    address_ends(plan, network, endpoint, veth);
    route(plan, network, endpoint, veth);
    blocks::add_routes(plan, network, endpoint);
    blocks::publish_ports(plan, endpoint, {.bridge = veth});
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(PtpDriver, kInfo)
