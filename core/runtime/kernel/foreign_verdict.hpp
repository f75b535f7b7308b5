// What the rules of one table of another program do with a packet of a network. The functions only
// read.
//
// A rule can be evaluated as far as the packet is known. So a chain drops the packet certainly, or
// it lets the packet pass, or this depends on more. Only the first is reported.
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
  static constexpr Outcomes kReturns = 4;    // the chain that jumped here goes on
  static constexpr Outcomes kContinues = 8;  // the next rule of the chain follows

  Outcomes outcomes_of(const std::string& chain, bool is_for_network);
  Outcomes outcomes_of(const ForeignVerdict& verdict, bool is_for_network);

  const TableRules& rules_;
  const ReadSet& read_set_;
  const ProbePacket& packet_;
  std::map<std::pair<std::string, bool>, Outcomes>
      known_{};  // the key is the chain and is_for_network
};

}  // namespace mydocker::kernel
