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
              "the host hands on packets between its links, as a router does");
}

void forward_ipv6(Plan& plan, const HostFacts& host) {
  // Before forwarding: the kernel removes learned routes when forwarding is switched on.
  if (!host.advertised_link.empty())
    plan.ensure(
        Sysctl{Place::host, "net/ipv6/conf/" + host.advertised_link + "/accept_ra", "2"},
        "the host still learns its own IPv6 routes from routers, although it forwards packets");
  plan.ensure(Sysctl{Place::host, "net/ipv6/conf/all/forwarding", "1"},
              "the host hands on IPv6 packets between its links, as a router does");
}

void masquerade(Plan& plan, const NetworkView& network, const Outbound& outbound) {
  for (const SubnetView& subnet : network.subnets) {
    if (const auto& fixed = outbound.of(subnet.prefix.address.family())) {
      plan.ensure(Masquerade{subnet.prefix, fixed},
                  "packets from the containers leave with the address that the user has named");
      continue;
    }
    if (!subnet.prefix.address.is_v4() && !is_unique_local(subnet.prefix)) continue;
    plan.ensure(Masquerade{subnet.prefix},
                "packets from the containers leave with the host's address, because nobody outside "
                "knows the way back to theirs");
  }
}

void isolate(Plan& plan, const NetworkView& network, const std::string& link, Icc icc) {
  plan.ensure(Isolation{link, network.internal, icc == Icc::off},
              network.internal
                  ? "the network is internal: nobody else is reached, and nobody else reaches it"
                  : "nobody outside reaches a container that has not asked for it");
}

void add_antispoofing(Plan& plan, const EndpointView& endpoint, const std::string& link,
                      Attachment attachment) {
  AntiSpoofing add_antispoofing{link, endpoint.mac, {}, attachment == Attachment::routed};
  add_antispoofing.any_address = endpoint.addresses.empty();
  bool v6 = false;
  for (const IpPrefix& own : endpoint.addresses) {
    add_antispoofing.addresses.push_back(own.address);
    v6 = v6 || !own.address.is_v4();
  }
  for (const IpPrefix& own : endpoint.extra_addresses)
    add_antispoofing.addresses.push_back(own.address);
  if (v6) add_antispoofing.addresses.push_back(link_local_of(endpoint.mac));
  plan.ensure(std::move(add_antispoofing), "the container speaks in its own name only");
}

}  // namespace mydocker::blocks
