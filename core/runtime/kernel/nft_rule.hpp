// Encodes the rules of firewall/rule.hpp for nf_tables.
#pragma once

#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Appends the message that adds the rule at the end of the chain. As nft(8) does, it adds the
// checks that a match depends on: `ip saddr` also checks that the packet is one of IPv4.
void add_rule(NftBatch& batch, const firewall::Chain& chain, const firewall::Rule& rule);

}  // namespace mydocker::kernel
