#include "mydocker/blocks/nat.hpp"

namespace mydocker::blocks {

void forward_ipv4(Plan& plan) {
  plan.ensure(Sysctl{Place::host, "net/ipv4/ip_forward", "1"},
              "the host hands on packets between its links, as a router does");
}

void masquerade(Plan& plan, const NetworkView& network) {
  for (const SubnetView& subnet : network.subnets) {
    if (!subnet.prefix.address.is_v4()) continue;
    plan.ensure(Masquerade{subnet.prefix},
                "packets from the containers leave with the host's address, because nobody outside "
                "knows the way back to theirs");
  }
}

void isolate(Plan& plan, const NetworkView& network, const std::string& link, Inside inside) {
  plan.ensure(Isolation{link, network.internal, inside == Inside::apart},
              network.internal
                  ? "the network is internal: nobody else is reached, and nobody else reaches it"
                  : "nobody outside reaches a container that has not asked for it");
}

void guard(Plan& plan, const EndpointView& endpoint, const std::string& link) {
  Guard guard{link, endpoint.mac, {}};
  for (const IpPrefix& own : endpoint.addresses) guard.addresses.push_back(own.address);
  plan.ensure(std::move(guard), "the container speaks in its own name only");
}

}  // namespace mydocker::blocks
