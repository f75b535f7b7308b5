// The expressions that one rule is made of: instructions of nf_tables' machine, which load into
// registers, look at what is there, and end with what is to be done (nft(8), --debug=netlink).
//
// Does not: know what a rule is for, and which of them make sense together (nft_rule does).
#pragma once

#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

#include <cstdint>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/nft_handles.hpp"
#include "runtime/kernel/nft_sets.hpp"
#include "runtime/kernel/packet_field.hpp"

namespace mydocker::kernel {

// The n-th of the four-byte registers, of which NFT_REG_1 and NFT_REG_2 are the first and the
// fifth.
constexpr std::uint32_t nft_register(std::uint32_t n) { return NFT_REG32_00 + n; }

// NFPROTO_IPV4, NFPROTO_IPV6.
constexpr std::uint8_t nft_family(Family family) {
  return family == Family::v4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

class NftExpressions {
 public:
  // Of a rule in that chain.
  explicit NftExpressions(const NftName& chain);

  // One of NFT_META_*, or bytes of the packet, into a register.
  void load_meta(std::uint32_t key, std::uint32_t into);
  void load_field(const PacketField& field, std::uint32_t into);
  // The protocol and the target's port, into the register `first` and the one behind it.
  void load_port(std::uint32_t first);

  // The rule goes on only if ...
  // ... one of these bits is set in one of NFT_CT_*.
  void need_ct_bit(std::uint32_t key, std::uint32_t mask);
  // ... the address, NFTA_FIB_F_SADDR or NFTA_FIB_F_DADDR, is none of this host's.
  void need_not_local(std::uint32_t which);
  // ... what begins in the first register compares so (NFT_CMP_*).
  void compare(std::uint32_t how, const void* data, std::uint32_t size);
  // ... it is in the set, or with NFT_LOOKUP_F_INV is not.
  void look_up(const NftName& set, std::uint32_t flags = 0);
  // ... it is a key of the map; its value takes its place.
  void look_up_in_map(const NftName& map);

  // NF_ACCEPT, NF_DROP, NFT_RETURN.
  void give_verdict(int code);
  void jump(const NftName& chain);
  void masquerade();
  // The packet's target becomes the address and the port, its source the address, that begin in the
  // first register.
  void translate_target(Family family);
  void translate_source(Family family);

  // Writes the rule as the payload of a message.
  void write(nlmsghdr& message) const;

 private:
  nftnl_expr* add(const char* name);

  NftRuleHandle rule_;
};

}  // namespace mydocker::kernel
