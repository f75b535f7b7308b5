// Settings and rules of other programs that stop the traffic of a network. Only reads.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netlink_socket.hpp"
#include "runtime/kernel/nft_handles.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Returns all chains of the host. One request. Errors: those of nf_tables.
Result<std::vector<NftChain>> read_chains(NftSession& nft);

// Returns these chains of other programs:
// - at the hook "forward", with the policy drop or a rule that drops or rejects everything. A chain
//   is left out if a rule of its table has the name of the link and lets packets pass.
// - with a rule that translates a published port, in a table with a nat chain before the one of
//   mydocker. Rules for one address are left out.
//
// Chains of other families are left out. Errors: those of nf_tables.
Result<ForeignRules> foreign_rules(NftSession& nft, std::span<const NftChain> chains,
                                   const RuleSearch& search);

// Returns the link through which the host sends packets to the address. Empty: it has no route.
std::string link_towards(NetlinkSocket& socket, const IpAddress& address);

// Returns whether the host forwards packets of the family that come in through `link`.
bool forwards(Family family, const std::string& link);

}  // namespace mydocker::kernel
