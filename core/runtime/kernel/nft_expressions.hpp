// The expressions of one rule: instructions of the nf_tables virtual machine. They load registers,
// compare them and end with a verdict or a translation (shown by nft(8), --debug=netlink).
//
// nft_rule.cpp translates the rules of the firewall into them.
#pragma once

#include <netinet/in.h>  // must come before the kernel's own

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

#include <cstdint>

#include "mydocker/net_types.hpp"
#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/nft_handles.hpp"

namespace mydocker::kernel {

// The n-th of the four-byte registers. NFT_REG_1 and NFT_REG_2 are other names of the first and the
// fifth.
constexpr std::uint32_t nft_register(std::uint32_t n) {
  return n % 4 == 0 ? NFT_REG_1 + n / 4 : NFT_REG32_00 + n;
}

// Bytes of a packet, counted from the beginning of a header. `base`: NFT_PAYLOAD_*.
struct PacketField {
  std::uint32_t base;
  std::uint32_t offset;
  std::uint32_t size;
};

// NFPROTO_IPV4, NFPROTO_IPV6.
constexpr std::uint8_t nfproto_of(Family family) {
  return family == Family::v4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

class NftExpressions {
 public:
  explicit NftExpressions(const firewall::Chain& chain);

  // Loads NFT_META_*, or bytes of the packet, into a register.
  void load_meta(std::uint32_t key, std::uint32_t into);
  void load_field(const PacketField& field, std::uint32_t into);

  // Each of these ends the rule unless ...
  // ... one of the bits is set in NFT_CT_*.
  void need_ct_bit(std::uint32_t key, std::uint32_t mask);
  // ... the address, NFTA_FIB_F_SADDR or NFTA_FIB_F_DADDR, is not one of this host.
  void need_not_local(std::uint32_t which);
  // ... the packet of IPv6 has a fragment header, or one with an offset.
  void need_fragment_header();
  void need_fragment_offset();
  // ... the host has a socket for the packet that is bound to one address.
  void need_socket();
  // ... the data from the first register on compares so (NFT_CMP_*).
  void compare(std::uint32_t how, const void* data, std::uint32_t size);
  // ... the set has that key, or with NFT_LOOKUP_F_INV does not have it.
  void look_up(const firewall::Set& set, std::uint32_t flags = 0);
  // ... the map has that key; its value replaces the key.
  void look_up_in_map(const firewall::Set& map);

  // NF_ACCEPT, NF_DROP, NFT_RETURN.
  void give_verdict(int code);
  void jump(const firewall::Chain& chain);
  void masquerade();
  // The target becomes the address and the port in the registers, the source the address.
  void translate_target(Family family);
  void translate_source(Family family);

  // Writes the rule as the payload of a message.
  void write(nlmsghdr& message) const;

 private:
  nftnl_expr* add(const char* name);
  // One of the bits is set in the first register.
  void need_bit(const void* mask, std::uint32_t size);
  void load_fragment_header(std::uint32_t offset, std::uint32_t size, std::uint32_t flags);

  NftRuleHandle rule_;
};

}  // namespace mydocker::kernel
