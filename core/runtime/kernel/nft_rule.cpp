#include "runtime/kernel/nft_rule.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "runtime/kernel/nft_elements.hpp"

namespace mydocker::kernel {
namespace {

// Bits of the state that ct loads: 1 << (IP_CT_ESTABLISHED + 1), 1 << (IP_CT_RELATED + 1).
constexpr std::uint32_t kEstablishedOrRelated = 2U | 4U;
constexpr std::uint32_t kNone = 0;

static_assert(kSourceV4.protocol == NFPROTO_IPV4 && kSourceV6.protocol == NFPROTO_IPV6);

}  // namespace

NftRule::NftRule(const char* chain) : rule_(nftnl_rule_alloc()) {
  if (!rule_) return;
  nftnl_rule_set_str(rule_.get(), NFTNL_RULE_TABLE, kTableName);
  nftnl_rule_set_str(rule_.get(), NFTNL_RULE_CHAIN, chain);
  nftnl_rule_set_u32(rule_.get(), NFTNL_RULE_FAMILY, NFPROTO_INET);
}

// Owned by the rule.
nftnl_expr* NftRule::expression(const char* name) {
  nftnl_expr* made = nftnl_expr_alloc(name);
  if (made != nullptr && rule_) nftnl_rule_add_expr(rule_.get(), made);
  return made;
}

void NftRule::load(std::uint32_t meta_key, std::uint32_t into) {
  nftnl_expr* meta = expression("meta");
  nftnl_expr_set_u32(meta, NFTNL_EXPR_META_KEY, meta_key);
  nftnl_expr_set_u32(meta, NFTNL_EXPR_META_DREG, into);
}

void NftRule::compare(std::uint32_t how, const void* data, std::uint32_t size) {
  nftnl_expr* cmp = expression("cmp");
  nftnl_expr_set_u32(cmp, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
  nftnl_expr_set_u32(cmp, NFTNL_EXPR_CMP_OP, how);
  nftnl_expr_set(cmp, NFTNL_EXPR_CMP_DATA, data, size);
}

void NftRule::look_up(const char* set) {
  nftnl_expr* lookup = expression("lookup");
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
  nftnl_expr_set_str(lookup, NFTNL_EXPR_LOOKUP_SET, set);
}

NftRule& NftRule::answers() {
  nftnl_expr* ct = expression("ct");
  nftnl_expr_set_u32(ct, NFTNL_EXPR_CT_KEY, NFT_CT_STATE);
  nftnl_expr_set_u32(ct, NFTNL_EXPR_CT_DREG, NFT_REG_1);
  nftnl_expr* bits = expression("bitwise");
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_LEN, sizeof kEstablishedOrRelated);
  nftnl_expr_set(bits, NFTNL_EXPR_BITWISE_MASK, &kEstablishedOrRelated,
                 sizeof kEstablishedOrRelated);
  nftnl_expr_set(bits, NFTNL_EXPR_BITWISE_XOR, &kNone, sizeof kNone);
  compare(NFT_CMP_NEQ, &kNone, sizeof kNone);
  return *this;
}

NftRule& NftRule::out_link_in(const char* set) {
  load(NFT_META_OIFNAME, NFT_REG_1);
  look_up(set);
  return *this;
}

NftRule& NftRule::link_pair_in(const char* set) {
  load(NFT_META_IIFNAME, NFT_REG_1);
  load(NFT_META_OIFNAME, NFT_REG_2);
  look_up(set);
  return *this;
}

NftRule& NftRule::field_in(const HeaderField& field, const char* set) {
  load(NFT_META_NFPROTO, NFT_REG_1);
  compare(NFT_CMP_EQ, &field.protocol, sizeof field.protocol);
  nftnl_expr* payload = expression("payload");
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_DREG, NFT_REG_1);
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_BASE, NFT_PAYLOAD_NETWORK_HEADER);
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_OFFSET, field.offset);
  nftnl_expr_set_u32(payload, NFTNL_EXPR_PAYLOAD_LEN, field.size);
  look_up(set);
  return *this;
}

NftRule& NftRule::verdict(int code) {
  nftnl_expr* immediate = expression("immediate");
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_VERDICT, static_cast<std::uint32_t>(code));
  return *this;
}

NftRule& NftRule::masquerade() {
  expression("masq");
  return *this;
}

void NftRule::add_to(NftBatch& batch) const {
  batch.add(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND,
            [this](nlmsghdr& message) { nftnl_rule_nlmsg_build_payload(&message, rule_.get()); });
}

}  // namespace mydocker::kernel
