// Settings and rules of other programs that stop the traffic of a network. Only reads.
#pragma once

#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::kernel {

// A chain of another program that drops forwarded packets by default, and has no rule about a link.
struct DroppingChain {
  std::string name;     // "ip filter FORWARD"
  bool legacy = false;  // of iptables-legacy: nft(8) does not show it
};

// Returns the chains at the hook "forward" with the policy drop that have no rule with the name of
// `link`. Chains of mydocker are left out. Errors: those of nf_tables.
Result<std::vector<DroppingChain>> dropping_chains(const Netns& host, const std::string& link);

// Returns the link through which the host sends packets to the address. Empty: it has no route.
std::string link_towards(const Netns& host, const IpAddress& address);

// Returns whether the host forwards packets of the family that come in through `link`.
bool forwards(Family family, const std::string& link);

}  // namespace mydocker::kernel
