#include "runtime/kernel/nft_expressions.hpp"

#include <linux/rtnetlink.h>

namespace mydocker::kernel {
namespace {

constexpr std::uint32_t kNone = 0;

}  // namespace

NftExpressions::NftExpressions(const NftName& chain) : rule_(nftnl_rule_alloc()) {
  if (!rule_) return;
  nftnl_rule_set_str(rule_.get(), NFTNL_RULE_TABLE, kTableName);
  nftnl_rule_set_str(rule_.get(), NFTNL_RULE_CHAIN, chain.name);
  nftnl_rule_set_u32(rule_.get(), NFTNL_RULE_FAMILY, chain.family);
}

// Owned by the rule.
nftnl_expr* NftExpressions::add(const char* name) {
  nftnl_expr* made = nftnl_expr_alloc(name);
  if (made != nullptr && rule_) nftnl_rule_add_expr(rule_.get(), made);
  return made;
}

void NftExpressions::load_meta(std::uint32_t key, std::uint32_t into) {
  nftnl_expr* meta = add("meta");
  nftnl_expr_set_u32(meta, NFTNL_EXPR_META_KEY, key);
  nftnl_expr_set_u32(meta, NFTNL_EXPR_META_DREG, into);
}

void NftExpressions::load_field(const PacketField& field, std::uint32_t into) {
  nftnl_expr* payload = add("payload");
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_DREG, into);
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_BASE, field.base);
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_OFFSET, field.offset);
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_LEN, field.size);
}

void NftExpressions::load_port(std::uint32_t first) {
  load_meta(NFT_META_L4PROTO, first);
  load_field(kTargetPort, first + 1);
}

void NftExpressions::need_ct_bit(std::uint32_t key, std::uint32_t mask) {
  nftnl_expr* ct = add("ct");
  nftnl_expr_set_u32(ct, NFTNL_EXPR_CT_KEY, key);
  nftnl_expr_set_u32(ct, NFTNL_EXPR_CT_DREG, NFT_REG_1);
  nftnl_expr* bits = add("bitwise");
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_LEN, sizeof mask);
  nftnl_expr_set(bits, NFTNL_EXPR_BITWISE_MASK, &mask, sizeof mask);
  nftnl_expr_set(bits, NFTNL_EXPR_BITWISE_XOR, &kNone, sizeof kNone);
  compare(NFT_CMP_NEQ, &kNone, sizeof kNone);
}

void NftExpressions::need_not_local(std::uint32_t which) {
  constexpr std::uint32_t kLocal = RTN_LOCAL;
  nftnl_expr* fib = add("fib");
  nftnl_expr_set_u32(fib, NFTNL_EXPR_FIB_DREG, NFT_REG_1);
  nftnl_expr_set_u32(fib, NFTNL_EXPR_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
  nftnl_expr_set_u32(fib, NFTNL_EXPR_FIB_FLAGS, which);
  compare(NFT_CMP_NEQ, &kLocal, sizeof kLocal);
}

void NftExpressions::compare(std::uint32_t how, const void* data, std::uint32_t size) {
  nftnl_expr* cmp = add("cmp");
  nftnl_expr_set_u32(cmp, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
  nftnl_expr_set_u32(cmp, NFTNL_EXPR_CMP_OP, how);
  nftnl_expr_set(cmp, NFTNL_EXPR_CMP_DATA, data, size);
}

void NftExpressions::look_up(const NftName& set, std::uint32_t flags) {
  nftnl_expr* lookup = add("lookup");
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
  nftnl_expr_set_str(lookup, NFTNL_EXPR_LOOKUP_SET, set.name);
  if (flags != 0) nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_FLAGS, flags);
}

void NftExpressions::look_up_in_map(const NftName& map) {
  nftnl_expr* lookup = add("lookup");
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_DREG, NFT_REG_1);
  nftnl_expr_set_str(lookup, NFTNL_EXPR_LOOKUP_SET, map.name);
}

void NftExpressions::give_verdict(int code) {
  nftnl_expr* immediate = add("immediate");
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_VERDICT, static_cast<std::uint32_t>(code));
}

void NftExpressions::jump(const NftName& chain) {
  nftnl_expr* immediate = add("immediate");
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_VERDICT, static_cast<std::uint32_t>(NFT_JUMP));
  nftnl_expr_set_str(immediate, NFTNL_EXPR_IMM_CHAIN, chain.name);
}

void NftExpressions::masquerade() { add("masq"); }

void NftExpressions::translate_target(Family family) {
  nftnl_expr* nat = add("nat");
  const std::uint32_t port = nft_register(family == Family::v4 ? 1 : 4);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_TYPE, NFT_NAT_DNAT);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_FAMILY, nft_family(family));
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_ADDR_MIN, NFT_REG_1);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_PROTO_MIN, port);
}

void NftExpressions::translate_source(Family family) {
  nftnl_expr* nat = add("nat");
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_TYPE, NFT_NAT_SNAT);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_FAMILY, nft_family(family));
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_ADDR_MIN, NFT_REG_1);
}

void NftExpressions::write(nlmsghdr& message) const {
  nftnl_rule_nlmsg_build_payload(&message, rule_.get());
}

}  // namespace mydocker::kernel
