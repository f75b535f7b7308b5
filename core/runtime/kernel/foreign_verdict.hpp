// What the nftables rules of another program do with a packet of a network. The functions only
// read.
//
// Only some fields of the packet are known, such as the link and the subnet. So there are three
// possible results for a chain: it certainly drops the packet, it lets the packet pass, or it
// depends on the other fields. Only the first result is reported.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
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

// Follows one packet through the chains of a table. It does not own the references.
class TableWalk {
 public:
  TableWalk(const TableRules& rules, const ReadSet& read_set, const ProbePacket& packet)
      : rules_(rules), read_set_(read_set), packet_(packet) {}

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

  const TableRules& rules_;
  const ReadSet& read_set_;
  const ProbePacket& packet_;
  std::map<std::pair<std::string, bool>, Outcomes>
      known_{};  // outcomes that were found before; the key is the chain and is_for_network
};

}  // namespace mydocker::kernel
