#include "endpoint_plan.hpp"

namespace macvlan {
namespace {

using mydocker::MacvlanMode;
using mydocker::Place;

// In mode passthru, setting the container's MAC would change the MAC of the parent.
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

mydocker::Result<mydocker::Plan> endpoint_plan(const mydocker::NetworkView& network,
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

  mydocker::Plan plan;
  mydocker::blocks::bring_up_loopback(plan);
  plan.ensure(link, reason_for(options.mode));
  using enum mydocker::blocks::RouterAdvertisements;
  mydocker::blocks::configure_ipv6(plan, network, endpoint, host,
                                   options.accept_ra ? accept : ignore);
  MYDOCKER_CHECK(
      mydocker::blocks::add_user_sysctls(plan, endpoint, endpoint.options.text("sysctls")));
  mydocker::blocks::add_addresses(plan, endpoint);
  mydocker::blocks::add_routes(plan, network, endpoint);
  add_default_routes(plan, network, endpoint, options);
  mydocker::blocks::add_source_routes(plan, network, endpoint);
  if (!options.host_link.empty()) lead_the_host_here(plan, network, endpoint, options.host_link);
  return plan;
}

}  // namespace macvlan
