// Settings and rules of other programs that stop the traffic of a network. Only reads.
#pragma once

#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netlink_socket.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Returns the chains at the hook "forward" with the policy drop that have no rule with the name of
// `link`. Chains of mydocker and of other `families` are left out. Errors: those of nf_tables.
Result<std::vector<DroppingChain>> dropping_chains(NftSession& nft, const std::string& link,
                                                   const std::vector<Family>& families);

// Returns the link through which the host sends packets to the address. Empty: it has no route.
std::string link_towards(NetlinkSocket& socket, const IpAddress& address);

// Returns whether the host forwards packets of the family that come in through `link`.
bool forwards(Family family, const std::string& link);

}  // namespace mydocker::kernel
