#include "runtime/kernel/nft_rule.hpp"

#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <array>
#include <cstring>

#include "runtime/kernel/nft_elements.hpp"

namespace mydocker::kernel {
namespace {

// Bits of what ct loads: 1 << (IP_CT_ESTABLISHED + 1), 1 << (IP_CT_RELATED + 1); IPS_DST_NAT.
constexpr std::uint32_t kEstablishedOrRelated = 2U | 4U;
constexpr std::uint32_t kTargetTranslated = 0x20;
constexpr std::uint32_t kNone = 0;

constexpr std::uint16_t kEtherIp = 0x0800;
constexpr std::uint16_t kEtherIpV6 = 0x86dd;

// The four-byte registers, of which NFT_REG_1 and NFT_REG_2 are the first and the fifth.
constexpr std::uint32_t register_number(std::uint32_t n) { return NFT_REG32_00 + n; }

constexpr std::uint8_t number_of(Family family) {
  return family == Family::v4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

}  // namespace

NftRule::NftRule(const NftName& chain) : chain_(chain), rule_(nftnl_rule_alloc()) {
  if (!rule_) return;
  nftnl_rule_set_str(rule_.get(), NFTNL_RULE_TABLE, kTableName);
  nftnl_rule_set_str(rule_.get(), NFTNL_RULE_CHAIN, chain.name);
  nftnl_rule_set_u32(rule_.get(), NFTNL_RULE_FAMILY, chain.family);
}

// Owned by the rule.
nftnl_expr* NftRule::expression(const char* name) {
  nftnl_expr* made = nftnl_expr_alloc(name);
  if (made != nullptr && rule_) nftnl_rule_add_expr(rule_.get(), made);
  return made;
}

void NftRule::load_meta(std::uint32_t key, std::uint32_t into) {
  nftnl_expr* meta = expression("meta");
  nftnl_expr_set_u32(meta, NFTNL_EXPR_META_KEY, key);
  nftnl_expr_set_u32(meta, NFTNL_EXPR_META_DREG, into);
}

void NftRule::load_field(const PacketField& field, std::uint32_t into) {
  nftnl_expr* payload = expression("payload");
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_DREG, into);
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_BASE, field.base);
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_OFFSET, field.offset);
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_LEN, field.size);
}

void NftRule::compare(std::uint32_t how, const void* data, std::uint32_t size) {
  nftnl_expr* cmp = expression("cmp");
  nftnl_expr_set_u32(cmp, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
  nftnl_expr_set_u32(cmp, NFTNL_EXPR_CMP_OP, how);
  nftnl_expr_set(cmp, NFTNL_EXPR_CMP_DATA, data, size);
}

void NftRule::look_up(const NftName& set, std::uint32_t flags) {
  nftnl_expr* lookup = expression("lookup");
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
  nftnl_expr_set_str(lookup, NFTNL_EXPR_LOOKUP_SET, set.name);
  if (flags != 0) nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_FLAGS, flags);
}

void NftRule::look_up_in_map(const NftName& map) {
  nftnl_expr* lookup = expression("lookup");
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_DREG, NFT_REG_1);
  nftnl_expr_set_str(lookup, NFTNL_EXPR_LOOKUP_SET, map.name);
}

void NftRule::load_masked_ct(std::uint32_t key, std::uint32_t mask) {
  nftnl_expr* ct = expression("ct");
  nftnl_expr_set_u32(ct, NFTNL_EXPR_CT_KEY, key);
  nftnl_expr_set_u32(ct, NFTNL_EXPR_CT_DREG, NFT_REG_1);
  nftnl_expr* bits = expression("bitwise");
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_LEN, sizeof mask);
  nftnl_expr_set(bits, NFTNL_EXPR_BITWISE_MASK, &mask, sizeof mask);
  nftnl_expr_set(bits, NFTNL_EXPR_BITWISE_XOR, &kNone, sizeof kNone);
  compare(NFT_CMP_NEQ, &kNone, sizeof kNone);
}

void NftRule::load_port(std::uint32_t first) {
  load_meta(NFT_META_L4PROTO, first);
  load_field(kTargetPort, first + 1);
}

NftRule& NftRule::answers() {
  load_masked_ct(NFT_CT_STATE, kEstablishedOrRelated);
  return *this;
}

NftRule& NftRule::translated() {
  load_masked_ct(NFT_CT_STATUS, kTargetTranslated);
  return *this;
}

void NftRule::is_not_local(std::uint32_t which) {
  constexpr std::uint32_t kLocal = RTN_LOCAL;
  nftnl_expr* fib = expression("fib");
  nftnl_expr_set_u32(fib, NFTNL_EXPR_FIB_DREG, NFT_REG_1);
  nftnl_expr_set_u32(fib, NFTNL_EXPR_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
  nftnl_expr_set_u32(fib, NFTNL_EXPR_FIB_FLAGS, which);
  compare(NFT_CMP_NEQ, &kLocal, sizeof kLocal);
}

NftRule& NftRule::not_for_this_host() {
  is_not_local(NFTA_FIB_F_DADDR);
  return *this;
}

NftRule& NftRule::not_from_this_host() {
  is_not_local(NFTA_FIB_F_SADDR);
  return *this;
}

NftRule& NftRule::without_in_link() {
  constexpr std::uint32_t kNone = 0;
  load_meta(NFT_META_IIF, NFT_REG_1);
  compare(NFT_CMP_EQ, &kNone, sizeof kNone);
  return *this;
}

NftRule& NftRule::of(Family family) {
  if (chain_.family == NFPROTO_BRIDGE)
    return ether_type(family == Family::v4 ? kEtherIp : kEtherIpV6);
  const std::uint8_t number = number_of(family);
  load_meta(NFT_META_NFPROTO, NFT_REG_1);
  compare(NFT_CMP_EQ, &number, sizeof number);
  return *this;
}

NftRule& NftRule::ether_type(std::uint16_t number) {
  const std::uint16_t value = htons(number);
  load_field(kEtherType, NFT_REG_1);
  compare(NFT_CMP_EQ, &value, sizeof value);
  return *this;
}

NftRule& NftRule::icmp6(std::uint8_t type) {
  constexpr std::uint8_t kProtocol = IPPROTO_ICMPV6;
  of(Family::v6);
  load_meta(NFT_META_L4PROTO, NFT_REG_1);
  compare(NFT_CMP_EQ, &kProtocol, sizeof kProtocol);
  return field_is(kIcmpType, {type});
}

NftRule& NftRule::udp_to(std::uint16_t port) {
  constexpr std::uint8_t kProtocol = IPPROTO_UDP;
  load_meta(NFT_META_L4PROTO, NFT_REG_1);
  compare(NFT_CMP_EQ, &kProtocol, sizeof kProtocol);
  const std::uint16_t value = htons(port);
  load_field(kTargetPort, NFT_REG_1);
  compare(NFT_CMP_EQ, &value, sizeof value);
  return *this;
}

NftRule& NftRule::field_is(const PacketField& field, const Bytes& value) {
  load_field(field, NFT_REG_1);
  compare(NFT_CMP_EQ, value.data(), static_cast<std::uint32_t>(value.size()));
  return *this;
}

NftRule& NftRule::in_link_is_not(const char* name) {
  std::array<char, kNameKeySize> field{};
  std::strncpy(field.data(), name, field.size() - 1);
  load_meta(NFT_META_IIFNAME, NFT_REG_1);
  compare(NFT_CMP_NEQ, field.data(), field.size());
  return *this;
}

NftRule& NftRule::in_link_in(const NftName& set) {
  load_meta(NFT_META_IIFNAME, NFT_REG_1);
  look_up(set);
  return *this;
}

NftRule& NftRule::out_link_in(const NftName& set) {
  load_meta(NFT_META_OIFNAME, NFT_REG_1);
  look_up(set);
  return *this;
}

NftRule& NftRule::link_pair_in(const NftName& set) {
  load_meta(NFT_META_IIFNAME, NFT_REG_1);
  load_meta(NFT_META_OIFNAME, NFT_REG_2);
  look_up(set);
  return *this;
}

NftRule& NftRule::field_in(const PacketField& field, const NftName& set) {
  load_field(field, NFT_REG_1);
  look_up(set);
  return *this;
}

NftRule& NftRule::link_and_in(const PacketField& field, const NftName& set) {
  load_meta(NFT_META_IIFNAME, NFT_REG_1);
  load_field(field, NFT_REG_2);
  look_up(set);
  return *this;
}

NftRule& NftRule::link_and_not_in(const PacketField& field, const NftName& set) {
  load_meta(NFT_META_IIFNAME, NFT_REG_1);
  load_field(field, NFT_REG_2);
  look_up(set, NFT_LOOKUP_F_INV);
  return *this;
}

NftRule& NftRule::port_of_in(const PacketField& address, const NftName& set) {
  load_field(address, NFT_REG_1);
  load_port(register_number(address.size / 4));
  look_up(set);
  return *this;
}

NftRule& NftRule::verdict(int code) {
  nftnl_expr* immediate = expression("immediate");
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_VERDICT, static_cast<std::uint32_t>(code));
  return *this;
}

NftRule& NftRule::jump(const NftName& chain) {
  nftnl_expr* immediate = expression("immediate");
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_VERDICT, static_cast<std::uint32_t>(NFT_JUMP));
  nftnl_expr_set_str(immediate, NFTNL_EXPR_IMM_CHAIN, chain.name);
  target_ = chain;
  return *this;
}

NftRule& NftRule::masquerade() {
  expression("masq");
  return *this;
}

// The map's value lies in the registers from the first on: an address, then a port.
void NftRule::translate(Family family) {
  nftnl_expr* nat = expression("nat");
  const std::uint32_t port = register_number(family == Family::v4 ? 1 : 4);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_TYPE, NFT_NAT_DNAT);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_FAMILY, number_of(family));
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_ADDR_MIN, NFT_REG_1);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_PROTO_MIN, port);
}

NftRule& NftRule::translate_by(Family family, const NftName& map) {
  load_port(NFT_REG32_00);
  look_up_in_map(map);
  translate(family);
  return *this;
}

NftRule& NftRule::translate_by(const PacketField& address, Family family, const NftName& map) {
  of(family);
  load_field(address, NFT_REG_1);
  load_port(register_number(address.size / 4));
  look_up_in_map(map);
  translate(family);
  return *this;
}

NftRule& NftRule::leave_by(Family family, const NftName& map) {
  of(family);
  load_field(family == Family::v4 ? kSourceV4 : kSourceV6, NFT_REG_1);
  look_up_in_map(map);
  nftnl_expr* nat = expression("nat");
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_TYPE, NFT_NAT_SNAT);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_FAMILY, number_of(family));
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_ADDR_MIN, NFT_REG_1);
  return *this;
}

void NftRule::add_to(NftBatch& batch) const {
  batch.add(chain_.family, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND,
            [this](nlmsghdr& message) { nftnl_rule_nlmsg_build_payload(&message, rule_.get()); });
}

}  // namespace mydocker::kernel
