// What the nftables rules of another program do with a packet of a network. The functions only
// read.
//
// Only some fields of the packet are known, such as the link and the subnet. So there are three
// possible results for a chain: it certainly drops the packet, it lets the packet pass, or it
// depends on the other fields. Only the first result is reported.
#pragma once

#include <libnftnl/rule.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/kernel/nft_session.hpp"
#include "runtime/kernel/probe_packet.hpp"

namespace mydocker::kernel {

// What a rule does with a packet: NF_ACCEPT, NF_DROP, NFT_JUMP, ... `chain` is the target of a
// jump. It is empty for all other codes.
struct ForeignVerdict {
  int code = 0;
  std::string chain{};
};

// An element of a set or of a verdict map of another program.
struct SetElement {
  std::string key;  // in the byte order of the kernel's registers
  bool is_range_end = false;
  bool is_catchall = false;  // whether it stands for all other keys
  ForeignVerdict verdict{};  // only in a verdict map
};

// The nftables rules of one table. The key is the name of the chain.
using TableRules = std::map<std::string, std::vector<NftRuleHandle>>;

// Returns the elements of a set of the table. An empty list: the set cannot be read.
using ReadSet = std::function<std::vector<SetElement>(const std::string& name)>;

// Whether a rule applies to the packet. some: only to some packets of the network, such as those of
// one port. maybe: this depends on more than the packet.
enum class Applies : std::uint8_t { no, some, maybe, yes };

// What one rule does with the packet.
struct RuleEffect {
  Applies applies = Applies::yes;
  bool is_for_network = false;  // whether a condition names the network's link or its addresses
  std::vector<ForeignVerdict> verdicts{};  // the possible ones; empty: the next rule follows
};

// Returns what a rule of nf_tables does with the packet.
RuleEffect effect_of(const nftnl_rule& rule, const ProbePacket& packet, const ReadSet& read_set);

// Returns whether a match of xtables applies to the packet. `data` is the match's own structure.
Applies applies_to(const ProbePacket& packet, std::string_view match, std::string_view data);

// Returns what the rule at a position of a chain does with the packet. Nothing: the chain ends.
using ReadEffect =
    std::function<std::optional<RuleEffect>(const std::string& chain, std::size_t at)>;

// Follows one packet through the chains of a table. It does not own the reference.
class TableWalk {
 public:
  explicit TableWalk(const ReadEffect& effect) : effect_(effect) {}

  // Returns whether the base chain certainly drops or rejects the packet. `policy` is NF_ACCEPT or
  // NF_DROP.
  bool drops(const std::string& chain, std::uint32_t policy);

 private:
  using Outcomes = unsigned;  // a set of bits
  static constexpr Outcomes kPasses = 1;
  static constexpr Outcomes kDropped = 2;
  static constexpr Outcomes kReturns = 4;    // the chain with the jump to this chain continues
  static constexpr Outcomes kContinues = 8;  // the next rule of the chain follows

  Outcomes outcomes_of(const std::string& chain, bool is_for_network);
  Outcomes outcomes_of(const ForeignVerdict& verdict, bool is_for_network);

  const ReadEffect& effect_;
  std::map<std::pair<std::string, bool>, Outcomes>
      known_{};  // outcomes that were found before; the key is the chain and is_for_network
};

}  // namespace mydocker::kernel
