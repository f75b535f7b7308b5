// What the rules of one table of another program do with a packet of a network. The functions only
// read.
//
// A rule can be evaluated as far as the packet is known. So a chain drops the packet certainly, or
// it lets the packet pass, or this depends on more. Only the first is reported.
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

// What a rule does with a packet: NF_ACCEPT, NF_DROP, NFT_JUMP, ... The chain is empty without a
// jump.
struct ForeignVerdict {
  int code = 0;
  std::string chain{};
};

// An element of a set or verdict map.
struct SetElement {
  std::string key;  // in the byte order of the kernel's registers
  bool is_range_end = false;
  bool is_catchall = false;  // whether it stands for all other keys
  ForeignVerdict verdict{};  // only in a verdict map
};

// The rules of a table, by chain.
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
  static constexpr Outcomes kReturns = 4;    // the chain that jumped here goes on
  static constexpr Outcomes kContinues = 8;  // the next rule of the chain follows

  Outcomes outcomes_of(const std::string& chain, bool is_for_network);
  Outcomes outcomes_of(const ForeignVerdict& verdict, bool is_for_network);

  const ReadEffect& effect_;
  std::map<std::pair<std::string, bool>, Outcomes>
      known_{};  // the key is the chain and is_for_network
};

}  // namespace mydocker::kernel
