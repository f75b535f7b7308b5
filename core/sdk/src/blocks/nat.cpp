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

void isolate(Plan& plan, const std::string& link) {
  plan.ensure(Isolation{link}, "nobody outside reaches a container that has not asked for it");
}

}  // namespace mydocker::blocks
