#include "runtime/kernel/nft_rule.hpp"

#include <linux/rtnetlink.h>

#include <array>

#include "runtime/kernel/nft_sets.hpp"

namespace mydocker::kernel {
namespace {

constexpr std::uint32_t kNone = 0;

}  // namespace

std::string expressions_text(nftnl_rule& rule) {
  std::string text;
  const auto add = [](nftnl_expr* expression, void* into) {
    std::array<char, 512> line{};
    nftnl_expr_snprintf(line.data(), line.size(), expression, NFTNL_OUTPUT_DEFAULT, 0);
    auto& all = *static_cast<std::string*>(into);
    all.append(nftnl_expr_get_str(expression, NFTNL_EXPR_NAME)).append(" ");
    all.append(line.data()).append("\n");
    return 0;
  };
  (void)nftnl_expr_foreach(&rule, add, &text);
  return text;
}

NftExpressions::NftExpressions(const firewall::Chain& chain) : rule_(nftnl_rule_alloc()) {
  if (!rule_) return;
  copied(nftnl_rule_set_str(rule_.get(), NFTNL_RULE_TABLE, chain.table_name));
  copied(nftnl_rule_set_str(rule_.get(), NFTNL_RULE_CHAIN, chain.name));
  nftnl_rule_set_u32(rule_.get(), NFTNL_RULE_FAMILY, nfproto_of(chain.table));
}

// Adds an expression. The rule owns it.
nftnl_expr* NftExpressions::add(const char* name) {
  nftnl_expr* made = allocated(nftnl_expr_alloc(name));
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

void NftExpressions::need_ct_bit(std::uint32_t key, std::uint32_t mask) {
  nftnl_expr* ct = add("ct");
  nftnl_expr_set_u32(ct, NFTNL_EXPR_CT_KEY, key);
  nftnl_expr_set_u32(ct, NFTNL_EXPR_CT_DREG, NFT_REG_1);
  need_bit(&mask, sizeof mask);
}

void NftExpressions::need_mark_bit(std::uint32_t mask) {
  load_meta(NFT_META_MARK, NFT_REG_1);
  need_bit(&mask, sizeof mask);
}

void NftExpressions::need_bit(const void* mask, std::uint32_t size) {
  nftnl_expr* bits = add("bitwise");
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
  nftnl_expr_set_u32(bits, NFTNL_EXPR_BITWISE_LEN, size);
  copied(nftnl_expr_set(bits, NFTNL_EXPR_BITWISE_MASK, mask, size));
  copied(nftnl_expr_set(bits, NFTNL_EXPR_BITWISE_XOR, &kNone, size));
  compare(NFT_CMP_NEQ, &kNone, size);
}

void NftExpressions::load_fragment_header(std::uint32_t offset, std::uint32_t size,
                                          std::uint32_t flags) {
  nftnl_expr* header = add("exthdr");
  nftnl_expr_set_u32(header, NFTNL_EXPR_EXTHDR_DREG, NFT_REG_1);
  nftnl_expr_set_u8(header, NFTNL_EXPR_EXTHDR_TYPE, IPPROTO_FRAGMENT);
  nftnl_expr_set_u32(header, NFTNL_EXPR_EXTHDR_OFFSET, offset);
  nftnl_expr_set_u32(header, NFTNL_EXPR_EXTHDR_LEN, size);
  nftnl_expr_set_u32(header, NFTNL_EXPR_EXTHDR_OP, NFT_EXTHDR_OP_IPV6);
  nftnl_expr_set_u32(header, NFTNL_EXPR_EXTHDR_FLAGS, flags);
}

// Adds the condition that a field begins with the prefix. If the prefix has whole bytes, only these
// bytes are loaded and no mask is needed.
void NftExpressions::need_prefix(const PacketField& field, const std::uint8_t* bytes,
                                 std::uint32_t bits) {
  constexpr std::uint32_t kByte = 8;
  constexpr std::array<std::uint8_t, 16> kNoBits{};
  const std::uint32_t size = (bits + kByte - 1) / kByte;
  load_field({field.base, field.offset, size}, NFT_REG_1);
  if (bits % kByte != 0) {
    std::array<std::uint8_t, 16> mask{};
    for (std::uint32_t bit = 0; bit < bits; ++bit)
      mask.at(bit / kByte) |= static_cast<std::uint8_t>(0x80U >> (bit % kByte));
    nftnl_expr* cut = add("bitwise");
    nftnl_expr_set_u32(cut, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
    nftnl_expr_set_u32(cut, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
    nftnl_expr_set_u32(cut, NFTNL_EXPR_BITWISE_LEN, size);
    copied(nftnl_expr_set(cut, NFTNL_EXPR_BITWISE_MASK, mask.data(), size));
    copied(nftnl_expr_set(cut, NFTNL_EXPR_BITWISE_XOR, kNoBits.data(), size));
  }
  compare(NFT_CMP_EQ, bytes, size);
}

void NftExpressions::need_fragment_header() {
  constexpr std::uint8_t kPresent = 1;
  load_fragment_header(0, sizeof kPresent, NFT_EXTHDR_F_PRESENT);
  compare(NFT_CMP_EQ, &kPresent, sizeof kPresent);
}

// Adds the condition that the fragment offset is not zero. The field has 13 bits of offset, two
// reserved bits, and the M flag (RFC 8200, section 4.5).
void NftExpressions::need_fragment_offset() {
  constexpr std::array<std::uint8_t, 2> kOffset{0xff, 0xf8};
  load_fragment_header(2, kOffset.size(), 0);
  need_bit(kOffset.data(), kOffset.size());
}

void NftExpressions::need_socket() {
  constexpr std::uint8_t kOneAddress = 0;
  nftnl_expr* socket = add("socket");
  nftnl_expr_set_u32(socket, NFTNL_EXPR_SOCKET_KEY, NFT_SOCKET_WILDCARD);
  nftnl_expr_set_u32(socket, NFTNL_EXPR_SOCKET_DREG, NFT_REG_1);
  compare(NFT_CMP_EQ, &kOneAddress, sizeof kOneAddress);
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
  copied(nftnl_expr_set(cmp, NFTNL_EXPR_CMP_DATA, data, size));
}

void NftExpressions::look_up(const firewall::Set& set, std::uint32_t flags) {
  nftnl_expr* lookup = add("lookup");
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
  copied(nftnl_expr_set_str(lookup, NFTNL_EXPR_LOOKUP_SET, set.name));
  if (flags != 0) nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_FLAGS, flags);
}

void NftExpressions::look_up_in_map(const firewall::Set& map) {
  nftnl_expr* lookup = add("lookup");
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
  nftnl_expr_set_u32(lookup, NFTNL_EXPR_LOOKUP_DREG, NFT_REG_1);
  copied(nftnl_expr_set_str(lookup, NFTNL_EXPR_LOOKUP_SET, map.name));
}

void NftExpressions::change_mark(std::uint32_t kept, std::uint32_t set) {
  load_meta(NFT_META_MARK, NFT_REG_1);
  nftnl_expr* combine = add("bitwise");
  nftnl_expr_set_u32(combine, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
  nftnl_expr_set_u32(combine, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
  nftnl_expr_set_u32(combine, NFTNL_EXPR_BITWISE_LEN, sizeof kept);
  copied(nftnl_expr_set(combine, NFTNL_EXPR_BITWISE_MASK, &kept, sizeof kept));
  copied(nftnl_expr_set(combine, NFTNL_EXPR_BITWISE_XOR, &set, sizeof set));
  nftnl_expr* meta = add("meta");
  nftnl_expr_set_u32(meta, NFTNL_EXPR_META_KEY, NFT_META_MARK);
  nftnl_expr_set_u32(meta, NFTNL_EXPR_META_SREG, NFT_REG_1);
}

void NftExpressions::give_verdict(int code) {
  nftnl_expr* immediate = add("immediate");
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_VERDICT, static_cast<std::uint32_t>(code));
}

void NftExpressions::jump(const firewall::Chain& chain) {
  nftnl_expr* immediate = add("immediate");
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
  nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_VERDICT, static_cast<std::uint32_t>(NFT_JUMP));
  copied(nftnl_expr_set_str(immediate, NFTNL_EXPR_IMM_CHAIN, chain.name));
}

void NftExpressions::masquerade() { add("masq"); }

void NftExpressions::translate_target(Family family) {
  nftnl_expr* nat = add("nat");
  const std::uint32_t port = nft_register(family == Family::v4 ? 1 : 4);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_TYPE, NFT_NAT_DNAT);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_FAMILY, nfproto_of(family));
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_ADDR_MIN, NFT_REG_1);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_PROTO_MIN, port);
}

void NftExpressions::translate_source(Family family) {
  nftnl_expr* nat = add("nat");
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_TYPE, NFT_NAT_SNAT);
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_FAMILY, nfproto_of(family));
  nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_ADDR_MIN, NFT_REG_1);
}

void NftExpressions::write(nlmsghdr& message) const {
  nftnl_rule_nlmsg_build_payload(&message, rule_.get());
}

}  // namespace mydocker::kernel
