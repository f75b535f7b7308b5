// Encodes the rules of firewall/rule.hpp for nf_tables.
#pragma once

#include <string>

#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Appends the message that adds the rule at the end of the chain. Like nft(8), it also adds the
// checks that a match depends on. Example: `ip saddr` also checks that the packet is an IPv4
// packet.
void add_rule(NftBatch& batch, const firewall::Chain& chain, const firewall::Rule& rule);

// The expressions of the rule as text (nft_expressions.hpp).
std::string text_of(const firewall::Chain& chain, const firewall::Rule& rule);

}  // namespace mydocker::kernel
