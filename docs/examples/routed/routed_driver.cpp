// Containers of a LAN, without a bridge and without NAT: the host routes, and answers for them.
//
//   container                      host                         LAN
//   eth0  10.1.0.2/32 ------ veth-1a2b...  lan0 ------- who has 10.1.0.2?
//   default via 10.1.0.1           route 10.1.0.2/32     (the host answers)
//
// No link has the gateway's address. The container has a neighbour entry for it, with the MAC of
// the host's link. The host has a neighbour entry for the container. On the LAN the host answers
// ARP and NDP questions for the containers.
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
constexpr mydocker::Capability kCapabilities[] = {mydocker::Capability::addresses,
                                                  mydocker::Capability::ipv6};
constexpr std::string_view kResources[] = {"veth",      "address",       "route",
                                           "sysctl",    "loopback",      "neighbour",
                                           "isolation", "forward-allow", "antispoofing"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "lan",
     .type = mydocker::OptionType::link,
     .help = "link of the host on whose medium the containers can be reached"}};
constexpr std::string_view kTraits[] = {"no-gateway"};  // no link of the host has its address
constexpr mydocker::DriverInfo kInfo{
    .name = "routed",
    .version = "1.0.0",
    .summary = "containers of a LAN behind the host, without a bridge (proxy ARP)",
    .license = "Apache-2.0",
    .capabilities = kCapabilities,
    .resources = kResources,
    .options = kOptions,
    .traits = kTraits,
};

IpPrefix alone(const IpAddress& address) { return {address, address.bits()}; }

std::string lan_of(const mydocker::NetworkView& network) { return network.options.text("lan"); }

bool has_ipv6(const mydocker::NetworkView& network) {
  for (const auto& subnet : network.subnets)
    if (!subnet.prefix.address.is_v4()) return true;
  return false;
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
  if (!lan_of(network).empty() && host.link(lan_of(network)) == nullptr)
    return mydocker::Error(mydocker::ErrorKind::not_found,
                           "option \"lan\": the host has no link \"" + lan_of(network) + "\"")
        .hint("see: ip -brief link");
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
  plan.ensure(isolation, "connections from outside to the container are blocked");
  blocks::add_antispoofing(plan, endpoint, veth, {.role = blocks::LinkRole::routed});
}

// The container's link is configured by a block. The host's link forwards IPv6, and has no address.
void configure_ipv6(Plan& plan, const mydocker::NetworkView& network,
                    const mydocker::EndpointView& endpoint, const mydocker::HostFacts& host,
                    const std::string& veth) {
  blocks::configure_ipv6(plan, network, endpoint, host);
  if (!host.ipv6) return;
  const bool wanted = has_ipv6(network);
  const auto set = [&](const char* name, const char* value, const char* why) {
    plan.ensure(mydocker::Sysctl{Place::host, "net/ipv6/conf/" + veth + "/" + name, value}, why);
  };
  set("disable_ipv6", wanted ? "0" : "1",
      wanted ? "the network has IPv6, even if it is off by default for interfaces"
             : "the network has no IPv6");
  if (wanted) set("accept_ra", "0", "routes come from the network, not from the container");
}

// The container sends everything to the host, and the host sends the container's packets back.
void route(Plan& plan, const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint,
           const std::string& veth) {
  for (const IpPrefix& own : endpoint.addresses) {
    plan.ensure(mydocker::Address{Place::container, endpoint.link_name, alone(own.address)},
                "the container's address; all others are reached through the host");
    plan.ensure(mydocker::Route{Place::host, veth, alone(own.address)},
                "packets to the container are sent through its veth pair");
    plan.ensure(mydocker::Neighbour{Place::host, veth, own.address, endpoint.mac},
                "the host knows the MAC of the container and does not ask for it");
  }
  for (const IpPrefix& own : endpoint.extra_addresses)
    plan.ensure(mydocker::Address{Place::container, endpoint.link_name, own},
                "an address from the user");
  const bool out = endpoint.default_route && !network.internal;
  std::set<mydocker::Family> leads_out;  // a container has one default route for each family
  for (const auto& subnet : network.subnets) {
    const IpPrefix everything{IpAddress(subnet.prefix.address.family(), {}), 0};
    plan.ensure(mydocker::Neighbour{Place::container, endpoint.link_name, *subnet.gateway,
                                    mydocker::derived_mac(endpoint.id, "host")},
                "no link has the gateway's address: packets to it go to the host");
    if (out && !leads_out.insert(subnet.prefix.address.family()).second) continue;
    plan.ensure(mydocker::Route{.place = Place::container,
                                .link = endpoint.link_name,
                                .destination = out ? everything : subnet.prefix,
                                .via = subnet.gateway,
                                .metric = out ? endpoint.metric : 0,
                                .onlink = true},
                out ? "all other addresses are reached through the host"
                    : "the other containers are reached through the host");
  }
}

// The LAN finds the container at its own address, and may open connections to it.
void join_lan(Plan& plan, const std::string& lan, const mydocker::EndpointView& endpoint,
              const std::string& veth) {
  for (const IpPrefix& own : endpoint.addresses)
    plan.ensure(mydocker::Neighbour{.link = lan, .address = own.address, .proxy = true},
                "the host answers on \"" + lan + "\" for the container");
  plan.ensure(mydocker::ForwardAllow{.from = lan, .to = veth},
              "hosts of the LAN reach the container");
}

// 3. The driver.
class RoutedDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] Result<Plan> plan_network(const mydocker::NetworkView& network,
                                          const mydocker::HostFacts& host) const override {
    MYDOCKER_CHECK(check(network, host));
    Plan plan;
    blocks::forward_ipv4(plan);
    if (!has_ipv6(network)) return plan;
    blocks::forward_ipv6(plan, host);
    if (!lan_of(network).empty())
      plan.ensure(
          mydocker::Sysctl{Place::host, "net/ipv6/conf/" + lan_of(network) + "/proxy_ndp", "1"},
          "the host answers IPv6 questions of the LAN for the containers");
    return plan;
  }

  [[nodiscard]] Result<Plan> plan_endpoint(const mydocker::NetworkView& network,
                                           const mydocker::EndpointView& endpoint,
                                           const mydocker::HostFacts& host) const override {
    MYDOCKER_CHECK(check(network, host));
    const std::string veth = blocks::host_link_of(endpoint);
    Plan plan;
    blocks::bring_up_loopback(plan);
    close(plan, network, endpoint, veth);
    blocks::connect_with_veth(plan, endpoint, {.up = true});
    configure_ipv6(plan, network, endpoint, host, veth);
    route(plan, network, endpoint, veth);
    blocks::add_routes(plan, network, endpoint);
    if (!lan_of(network).empty()) join_lan(plan, lan_of(network), endpoint, veth);
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(RoutedDriver, kInfo)
