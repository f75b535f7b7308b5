// Encodes the rules of firewall/rule.hpp for nf_tables. nft_rule.cpp converts each rule to
// expressions: instructions of the nf_tables virtual machine. The expressions load registers and
// compare them. They end with a verdict or a translation. `nft --debug=netlink` shows them
// (nft(8)).
#pragma once

#include <netinet/in.h>  // this header must be included before the kernel's own headers

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

#include <cstdint>
#include <string>

#include "mydocker/net_types.hpp"
#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Appends the message that adds the rule at the end of the chain. Like nft(8), it also adds the
// checks that a match depends on. Example: `ip saddr` also checks that the packet is an IPv4
// packet.
void add_rule(NftBatch& batch, const firewall::Chain& chain, const firewall::Rule& rule);

// Returns the expressions of the rule as text (NftExpressions::text()).
std::string text_of(const firewall::Chain& chain, const firewall::Rule& rule);

// Returns the n-th register of four bytes. NFT_REG_1 and NFT_REG_2 are the first and the fifth
// register.
constexpr std::uint32_t nft_register(std::uint32_t n) {
  return n % 4 == 0 ? NFT_REG_1 + n / 4 : NFT_REG32_00 + n;
}

// Bytes of a packet. The offset and the size are in bytes. `base` is NFT_PAYLOAD_*: the header in
// which the offset begins.
struct PacketField {
  std::uint32_t base;
  std::uint32_t offset;
  std::uint32_t size;
};

// Returns NFPROTO_IPV4 or NFPROTO_IPV6.
constexpr std::uint8_t nfproto_of(Family family) {
  return family == Family::v4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

// Returns the expressions of a rule as text. Two rules with the same text have the same effect.
std::string expressions_text(nftnl_rule& rule);

// Builds one rule and owns it. If no memory is left, the rule stays incomplete, and the kernel
// refuses it.
class NftExpressions {
 public:
  explicit NftExpressions(const firewall::Chain& chain);

  // These functions load NFT_META_* or bytes of the packet into a register.
  void load_meta(std::uint32_t key, std::uint32_t into);
  void load_field(const PacketField& field, std::uint32_t into);

  // Each of the following functions adds a condition to the rule.
  // need_ct_bit(): one bit of `mask` is set in NFT_CT_*.
  void need_ct_bit(std::uint32_t key, std::uint32_t mask);
  // One bit of `mask` is set in the packet's mark.
  void need_mark_bit(std::uint32_t mask);
  // The address is not an address of this host. `which` is NFTA_FIB_F_SADDR or NFTA_FIB_F_DADDR.
  void need_not_local(std::uint32_t which);
  // Adds the condition that the first `bits` bits of the field are equal to those of `bytes`.
  void need_prefix(const PacketField& field, const std::uint8_t* bytes, std::uint32_t bits);
  // These functions add a condition for IPv6 packets: the packet is a fragment, or it is a fragment
  // with an offset that is not zero.
  void need_fragment_header();
  void need_fragment_offset();
  // Adds the condition that the host has a socket for the packet, and the socket is bound to one
  // address.
  void need_socket();
  // Adds the condition that the first register has this relation to the data. `how` is the
  // relation: NFT_CMP_*.
  void compare(std::uint32_t how, const void* data, std::uint32_t size);
  // Adds the condition that the set contains the key in the registers. With NFT_LOOKUP_F_INV, the
  // condition is that the set does not contain it.
  void look_up(const firewall::Set& set, std::uint32_t flags = 0);
  // Adds the condition that the map contains the key in the registers. The value in the map then
  // replaces the key.
  void look_up_in_map(const firewall::Set& map);

  // Keeps only the bits `kept` of the packet's mark, and then sets the bits `set`.
  void change_mark(std::uint32_t kept, std::uint32_t set);

  // Ends the rule with NF_ACCEPT, NF_DROP or NFT_RETURN.
  void give_verdict(int code);
  void jump(const firewall::Chain& chain);
  void masquerade();
  // translate_target() sets the packet's destination to the address and port in the registers.
  // translate_source() sets its source to the address in the registers.
  void translate_target(Family family);
  void translate_source(Family family);

  // Returns the expressions as text, to compare two rules.
  [[nodiscard]] std::string text() const { return expressions_text(*rule_); }

  // Writes the rule as the payload of a netlink message.
  void write(nlmsghdr& message) const;

 private:
  nftnl_expr* add(const char* name);
  // Adds the condition that one bit of the mask is set in the first register.
  void need_bit(const void* mask, std::uint32_t size);
  void load_fragment_header(std::uint32_t offset, std::uint32_t size, std::uint32_t flags);

  NftRuleHandle rule_;
};

}  // namespace mydocker::kernel
