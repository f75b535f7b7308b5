#include <algorithm>
#include <limits>

#include "bridge_plan.hpp"
#include "mydocker/sdk.hpp"

namespace bridge {
namespace {

// The options bandwidth-...: their limits, and how they are read.

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Result;
using mydocker::blocks::RateLimit;

constexpr std::int64_t kSmallestRate = 8000;   // limit of a queue (resource.hpp)
constexpr std::int64_t kSmallestBurst = 1600;  // limit of a queue (resource.hpp)
constexpr std::int64_t kLargestBurst = std::numeric_limits<std::uint32_t>::max();

Error wrong(const std::string& option, const std::string& why) {
  return {ErrorKind::invalid_argument, "option \"" + option + "\": " + why};
}

Result<RateLimit> limit_of(const mydocker::Options& options, const std::string& key) {
  const auto burst_key = key + "-burst";
  const bool has_burst = options.has(burst_key);
  if (!options.has(key)) {
    if (has_burst) return wrong(burst_key, "it needs a rate").hint("give " + key + " too");
    return RateLimit{};
  }
  MYDOCKER_TRY(const auto rate, options.number(key));
  if (rate < kSmallestRate) return wrong(key, "the rate is less than 8000 bits per second");
  MYDOCKER_TRY(const auto burst, options.number(burst_key));
  if (has_burst && (burst < kSmallestBurst || burst > kLargestBurst))
    return wrong(burst_key, "the burst is not from 1600 bytes to 4 gigabytes");
  return RateLimit{static_cast<std::uint64_t>(rate), static_cast<std::uint32_t>(burst)};
}

// Reads the options "bandwidth-...". Error invalid_argument: a burst is given without a rate, or a
// value is outside the limits of a queue.
Result<mydocker::blocks::Bandwidth> bandwidth_of(const mydocker::EndpointView& endpoint) {
  MYDOCKER_TRY(const auto ingress, limit_of(endpoint.options, "bandwidth-ingress"));
  MYDOCKER_TRY(const auto egress, limit_of(endpoint.options, "bandwidth-egress"));
  return mydocker::blocks::Bandwidth{ingress, egress};
}

void add_default_routes(mydocker::Plan& plan, const mydocker::NetworkView& network,
                        mydocker::EndpointView endpoint, const BridgeOptions& options) {
  if (!options.default_route) return;
  if (options.metric != 0) endpoint.metric = options.metric;
  mydocker::blocks::add_default_routes(plan, network, endpoint);
}

mydocker::PortMode port_mode(GatewayMode gateway) {
  return gateway == GatewayMode::routed ? mydocker::PortMode::routed : mydocker::PortMode::nat;
}

// Returns whether the container is the gateway of a route or a subnet. Such a container forwards
// packets, so their source addresses are not its own.
bool is_router(const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint) {
  const auto is_own = [&](const std::optional<mydocker::IpAddress>& gateway) {
    return std::any_of(endpoint.addresses.begin(), endpoint.addresses.end(),
                       [&](const mydocker::IpPrefix& own) { return own.address == gateway; });
  };
  return std::any_of(network.routes.begin(), network.routes.end(),
                     [&](const mydocker::RouteView& route) { return is_own(route.via); }) ||
         std::any_of(network.subnets.begin(), network.subnets.end(),
                     [&](const mydocker::SubnetView& subnet) { return is_own(subnet.gateway); });
}

mydocker::Error not_allowed(const mydocker::IpAddress& address, const std::string& why) {
  return mydocker::Error(mydocker::ErrorKind::invalid_argument,
                         "option \"allowed-addresses\": " + address.text() + " " + why)
      .hint("use a free address of a subnet of the network");
}

mydocker::Result<void> check_allowed(const mydocker::NetworkView& network,
                                     const mydocker::IpAddress& address) {
  for (const auto& subnet : network.subnets) {
    if (subnet.gateway == address) return not_allowed(address, "is the gateway of the network");
    if (subnet.prefix.contains(address)) return {};
  }
  return not_allowed(address, "is not in a subnet of the network");
}

// Reads the addresses that the container may use in addition to its own.
mydocker::Result<std::vector<mydocker::IpAddress>> allowed_addresses(
    const mydocker::NetworkView& network, const mydocker::EndpointView& endpoint) {
  std::vector<mydocker::IpAddress> addresses;
  const auto list = endpoint.options.text("allowed-addresses");
  for (std::size_t begin = 0; begin < list.size();) {
    const auto end = std::min(list.find(',', begin), list.size());
    MYDOCKER_TRY(const auto address, mydocker::IpAddress::parse(list.substr(begin, end - begin))
                                         .within("option \"allowed-addresses\""));
    MYDOCKER_CHECK(check_allowed(network, address));
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
      addresses.push_back(address);
    begin = end + 1;
  }
  return addresses;
}

// Returns the endpoint with the allowed addresses. Replies from them need the same routes.
mydocker::EndpointView with_allowed(const mydocker::NetworkView& network,
                                    mydocker::EndpointView endpoint,
                                    const std::vector<mydocker::IpAddress>& allowed) {
  for (const auto& address : allowed) {
    const auto& own = endpoint.addresses;
    const auto subnet =
        std::find_if(network.subnets.begin(), network.subnets.end(),
                     [&](const mydocker::SubnetView& one) { return one.prefix.contains(address); });
    const bool is_own = std::any_of(own.begin(), own.end(), [&](const mydocker::IpPrefix& one) {
      return one.address == address;
    });
    if (!is_own && subnet != network.subnets.end())
      endpoint.addresses.emplace_back(address, subnet->prefix.length);
  }
  return endpoint;
}

// Makes the host answer for the container's addresses. Other hosts of the LAN then send packets for
// the container to the host.
void add_proxies(mydocker::Plan& plan, const mydocker::EndpointView& endpoint,
                 const BridgeOptions& options) {
  for (const auto& own : endpoint.addresses) {
    if (!options.is_proxied(own.address.family())) continue;
    mydocker::Neighbour neighbour;
    neighbour.link = options.proxy_link;
    neighbour.address = own.address;
    neighbour.proxy = true;
    plan.ensure(neighbour, "the host answers for the container on \"" + options.proxy_link + "\"");
  }
}

}  // namespace

mydocker::Result<mydocker::Plan> endpoint_plan(const mydocker::NetworkView& whole,
                                               const mydocker::EndpointView& endpoint,
                                               const BridgeOptions& options,
                                               const mydocker::HostFacts& host) {
  if (options.mode == BridgeMode::unmanaged && !endpoint.ports.empty())
    return mydocker::Error(mydocker::ErrorKind::unsupported,
                           "ports cannot be published on an unmanaged bridge: mydocker does not "
                           "change its firewall rules")
        .hint("reach the container at its own address, or use a network of -o mode=managed");
  const auto* device = host.link(options.bridge);
  const auto mtu = device == nullptr ? options.mtu : device->mtu;

  const auto settings = endpoint.options.text("sysctls");
  const auto network = mydocker::blocks::with_enabled_families(whole, settings);
  mydocker::Plan plan;
  mydocker::blocks::bring_up_loopback(plan);
  const auto host_link = mydocker::blocks::connect_with_veth(
      plan, endpoint,
      {.master = options.bridge,
       .mtu = mtu,
       .isolated = !options.icc,
       .host_link = endpoint.options.text("host-interface-name")});
  MYDOCKER_TRY(const auto allowed, allowed_addresses(network, endpoint));
  if (options.antispoofing && !is_router(network, endpoint))
    mydocker::blocks::add_antispoofing(
        plan, endpoint, host_link,
        {.more_addresses = allowed, .enforcement = options.antispoofing_check});
  MYDOCKER_TRY(const auto bandwidth, bandwidth_of(endpoint));
  mydocker::blocks::limit_bandwidth(plan, endpoint, host_link, bandwidth);
  mydocker::blocks::configure_ipv6(plan, network, endpoint, host);
  MYDOCKER_CHECK(mydocker::blocks::add_user_sysctls(plan, endpoint, settings));
  mydocker::blocks::add_addresses(plan, endpoint);
  mydocker::blocks::add_routes(plan, network, endpoint);
  add_default_routes(plan, network, endpoint, options);
  mydocker::blocks::add_source_routes(plan, network, with_allowed(network, endpoint, allowed));
  mydocker::blocks::publish_ports(plan, endpoint,
                                  {.bridge = options.bridge,
                                   .port = host_link,
                                   .v4 = port_mode(options.gateway_v4),
                                   .v6 = port_mode(options.gateway_v6)});
  add_proxies(plan, endpoint, options);
  return plan;
}

}  // namespace bridge
