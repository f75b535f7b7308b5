#include "mydocker/blocks/nat.hpp"

namespace mydocker::blocks {
namespace {

bool is_unique_local(const IpPrefix& prefix) {
  constexpr unsigned kLength = 7;
  const IpPrefix range{{Family::v6, {0xfc}}, kLength};
  return range.contains(prefix);
}

}  // namespace

void forward_ipv4(Plan& plan) {
  plan.ensure(Sysctl{Place::host, "net/ipv4/ip_forward", "1"},
              "the host forwards packets between its interfaces");
}

void forward_ipv6(Plan& plan, const HostFacts& host) {
  // The plan must set accept_ra before forwarding. When forwarding is switched on, the kernel
  // removes the routes that it learned from router advertisements.
  if (!host.advertised_link.empty())
    plan.ensure(Sysctl{Place::host, "net/ipv6/conf/" + host.advertised_link + "/accept_ra", "2"},
                "the host still accepts router advertisements although it forwards packets");
  plan.ensure(Sysctl{Place::host, "net/ipv6/conf/all/forwarding", "1"},
              "the host forwards IPv6 packets between its interfaces");
}

void masquerade(Plan& plan, const NetworkView& network, const Outbound& outbound) {
  for (const SubnetView& subnet : network.subnets) {
    if (const auto& fixed = outbound.of(subnet.prefix.address.family())) {
      plan.ensure(Masquerade{subnet.prefix, fixed},
                  "packets from the containers leave with the address from the user");
      continue;
    }
    if (!subnet.prefix.address.is_v4() && !is_unique_local(subnet.prefix)) continue;
    plan.ensure(Masquerade{subnet.prefix},
                "packets from the containers leave with the host's address, because other hosts "
                "have no route to the container's address");
  }
}

void isolate(Plan& plan, const NetworkView& network, const std::string& link, Icc icc,
             TrafficOptions traffic) {
  Isolation isolation{link, network.internal, icc == Icc::off};
  isolation.no_outbound = traffic.no_outbound;
  isolation.masquerade_ports = traffic.masquerade_ports;
  plan.ensure(isolation,
              network.internal
                  ? "the network is internal: traffic to and from other networks is blocked"
              : traffic.no_outbound
                  ? "connections from outside to containers, and from them to outside, are blocked"
                  : "connections from outside to containers are blocked");
}

void add_antispoofing(Plan& plan, const EndpointView& endpoint, const std::string& link,
                      const AntiSpoofingOptions& options) {
  AntiSpoofing antispoofing{link, endpoint.mac, {}, options.role == LinkRole::routed};
  antispoofing.any_address = endpoint.addresses.empty();
  antispoofing.filter = options.enforcement == Enforcement::tables_and_filter;
  bool v6 = false;
  for (const IpPrefix& own : endpoint.addresses) {
    antispoofing.addresses.push_back(own.address);
    v6 = v6 || !own.address.is_v4();
  }
  for (const IpPrefix& own : endpoint.extra_addresses)
    antispoofing.addresses.push_back(own.address);
  if (v6) antispoofing.addresses.push_back(link_local_of(endpoint.mac));
  const auto& more = options.more_addresses;
  antispoofing.addresses.insert(antispoofing.addresses.end(), more.begin(), more.end());
  plan.ensure(std::move(antispoofing),
              "the container can send with its own MAC and addresses only");
}

}  // namespace mydocker::blocks
