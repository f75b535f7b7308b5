#include "macvlan_plan.hpp"

namespace macvlan {
namespace {

using mydocker::Place;

void set(mydocker::Plan& plan, const std::string& name, const char* value, const char* why) {
  plan.ensure(mydocker::Sysctl{Place::host, name, value}, why);
}

// Makes a link answer ARP requests only for its own addresses. By default, the host answers on
// every link for all of its addresses (ip-sysctl.rst, arp_ignore).
void keep_to_its_own_addresses(mydocker::Plan& plan, const std::string& link) {
  const std::string settings = "net/ipv4/conf/" + link + "/";
  set(plan, settings + "arp_ignore", "1",
      "the interface replies to ARP for its own addresses only");
  set(plan, settings + "arp_announce", "2", "the interface announces its own addresses only");
}

void configure_ipv6(mydocker::Plan& plan, const mydocker::Macvlan& link, bool wanted) {
  const std::string settings = "net/ipv6/conf/" + link.link + "/";
  if (!wanted) {
    return set(
        plan, settings + "disable_ipv6", "1",
        "the network has no IPv6, so the host ignores router advertisements on this interface");
  }
  set(plan, settings + "disable_ipv6", "0",
      "the network has IPv6, even if it is off by default for new interfaces");
  set(plan, settings + "accept_ra", "0", "the host does not learn routes from this interface");
  constexpr unsigned kLength = 64;  // length of link-local prefixes (RFC 4291 2.5.6)
  plan.ensure(
      mydocker::Address{Place::host, link.link, {mydocker::link_local_of(link.mac), kLength}},
      "the host uses its link-local address for neighbour discovery");
}

}  // namespace

// Plans the macvlan link of the host. Its addresses have the prefix length 32 or 128, so they add
// no route to the LAN. Instead, each endpoint adds a route to its container.
mydocker::Plan network_plan(const mydocker::NetworkView& network, const MacvlanOptions& options,
                            const mydocker::HostFacts& host) {
  mydocker::Plan plan;
  if (options.host_link.empty()) return plan;
  mydocker::Macvlan link;
  link.place = Place::host;
  link.link = options.host_link;
  link.parent = options.parent;
  link.mac = mydocker::derived_mac(network.id, "host-link");
  link.mode = options.mode;
  link.mtu = options.mtu;
  plan.ensure(link,
              "an interface for the host, because the host cannot reach the containers through "
              "their parent");
  keep_to_its_own_addresses(plan, link.link);
  if (host.ipv6) configure_ipv6(plan, link, has_ipv6(network));
  for (const auto& subnet : network.subnets)
    if (subnet.host)
      plan.ensure(mydocker::Address{Place::host, link.link, {*subnet.host, subnet.host->bits()}},
                  "the host's address in the subnet of the containers");
  return plan;
}

namespace {

using mydocker::MacvlanMode;
using mydocker::Place;

// Checks the MAC. In mode passthru, setting the container's MAC would change the MAC of the parent.
mydocker::Result<void> check_mac(const mydocker::EndpointView& endpoint, MacvlanMode mode) {
  const bool is_chosen = endpoint.mac != mydocker::derived_mac(endpoint.id, "container");
  if (mode != MacvlanMode::passthru || !is_chosen) return {};
  return mydocker::Error(mydocker::ErrorKind::unsupported,
                         "in mode passthru a container has the MAC of its parent")
      .hint("leave --mac-address out, or use another mode");
}

const char* reason_for(MacvlanMode mode) {
  switch (mode) {
    case MacvlanMode::private_one:
      return "an interface on the LAN, which no other container reaches";
    case MacvlanMode::vepa:
      return "an interface on the LAN, which other containers reach through the external switch";
    case MacvlanMode::passthru:
      return "an interface on the LAN, with the MAC of the parent";
    case MacvlanMode::bridge:
      break;
  }
  return "an interface on the LAN, which other containers reach directly";
}

void add_default_routes(mydocker::Plan& plan, const mydocker::NetworkView& network,
                        mydocker::EndpointView endpoint, const MacvlanOptions& options) {
  if (!options.default_route) return;
  if (options.metric != 0) endpoint.metric = options.metric;
  mydocker::blocks::add_default_routes(plan, network, endpoint);
}

void lead_the_host_here(mydocker::Plan& plan, const mydocker::NetworkView& network,
                        const mydocker::EndpointView& endpoint, const std::string& host_link) {
  for (const auto& subnet : network.subnets)
    for (const auto& own : endpoint.addresses)
      if (subnet.host && subnet.prefix.contains(own.address))
        plan.ensure(mydocker::Route{Place::host, host_link, {own.address, own.address.bits()}},
                    "the host reaches the container through its own macvlan interface");
}

}  // namespace

mydocker::Result<mydocker::Plan> endpoint_plan(const mydocker::NetworkView& whole,
                                               const mydocker::EndpointView& endpoint,
                                               const MacvlanOptions& options,
                                               const mydocker::HostFacts& host) {
  MYDOCKER_CHECK(check_mac(endpoint, options.mode));
  mydocker::Macvlan link;
  link.link = endpoint.link_name;
  link.parent = options.parent;
  if (options.mode != MacvlanMode::passthru) link.mac = endpoint.mac;
  link.mode = options.mode;
  link.mtu = options.mtu;

  const auto settings = endpoint.options.text("sysctls");
  const auto network = mydocker::blocks::with_enabled_families(whole, settings);
  mydocker::Plan plan;
  mydocker::blocks::bring_up_loopback(plan);
  plan.ensure(link, reason_for(options.mode));
  using enum mydocker::blocks::RouterAdvertisements;
  mydocker::blocks::configure_ipv6(plan, network, endpoint, host,
                                   options.accept_ra ? accept : ignore);
  MYDOCKER_CHECK(mydocker::blocks::add_user_sysctls(plan, endpoint, settings));
  mydocker::blocks::add_addresses(plan, endpoint);
  mydocker::blocks::add_routes(plan, network, endpoint);
  add_default_routes(plan, network, endpoint, options);
  mydocker::blocks::add_source_routes(plan, network, endpoint);
  if (!options.host_link.empty()) lead_the_host_here(plan, network, endpoint, options.host_link);
  return plan;
}

}  // namespace macvlan
