#include "runtime/kernel/nft_rule.hpp"

#include <netinet/in.h>

#include <array>
#include <cstring>

#include "runtime/kernel/nft_set_key.hpp"

namespace mydocker::kernel {
namespace {

// Bits of what ct loads: 1 << (IP_CT_ESTABLISHED + 1), 1 << (IP_CT_RELATED + 1); IPS_DST_NAT.
constexpr std::uint32_t kEstablishedOrRelated = 2U | 4U;
constexpr std::uint32_t kTargetTranslated = 0x20;

constexpr std::uint16_t kEtherIp = 0x0800;
constexpr std::uint16_t kEtherIpV6 = 0x86dd;

}  // namespace

NftRule& NftRule::ct_established_related() {
  expressions_.need_ct_bit(NFT_CT_STATE, kEstablishedOrRelated);
  return *this;
}

NftRule& NftRule::ct_status_dnat() {
  expressions_.need_ct_bit(NFT_CT_STATUS, kTargetTranslated);
  return *this;
}

NftRule& NftRule::not_for_this_host() {
  expressions_.need_not_local(NFTA_FIB_F_DADDR);
  return *this;
}

NftRule& NftRule::not_from_this_host() {
  expressions_.need_not_local(NFTA_FIB_F_SADDR);
  return *this;
}

NftRule& NftRule::iif_none() {
  constexpr std::uint32_t kNoInterface = 0;
  return meta_is(NFT_META_IIF, &kNoInterface, sizeof kNoInterface);
}

NftRule& NftRule::of(Family family) {
  if (chain_.family == NFPROTO_BRIDGE)
    return ether_type(family == Family::v4 ? kEtherIp : kEtherIpV6);
  const std::uint8_t number = nft_family(family);
  return meta_is(NFT_META_NFPROTO, &number, sizeof number);
}

NftRule& NftRule::ether_type(std::uint16_t number) {
  return field_is(kEtherType, {static_cast<std::uint8_t>(number >> 8U),
                               static_cast<std::uint8_t>(number & 0xffU)});
}

NftRule& NftRule::icmp6(std::uint8_t type) {
  constexpr std::uint8_t kProtocol = IPPROTO_ICMPV6;
  of(Family::v6);
  meta_is(NFT_META_L4PROTO, &kProtocol, sizeof kProtocol);
  return field_is(kIcmpType, {type});
}

NftRule& NftRule::udp_to(std::uint16_t port) {
  constexpr std::uint8_t kProtocol = IPPROTO_UDP;
  meta_is(NFT_META_L4PROTO, &kProtocol, sizeof kProtocol);
  return field_is(kTargetPort,
                  {static_cast<std::uint8_t>(port >> 8U), static_cast<std::uint8_t>(port & 0xffU)});
}

NftRule& NftRule::field_is(const PacketField& field, const Bytes& value) {
  expressions_.load_field(field, NFT_REG_1);
  expressions_.compare(NFT_CMP_EQ, value.data(), static_cast<std::uint32_t>(value.size()));
  return *this;
}

NftRule& NftRule::meta_is(std::uint32_t key, const void* value, std::uint32_t size) {
  expressions_.load_meta(key, NFT_REG_1);
  expressions_.compare(NFT_CMP_EQ, value, size);
  return *this;
}

NftRule& NftRule::in_link_is_not(const char* name) {
  std::array<char, kNameKeySize> field{};
  std::strncpy(field.data(), name, field.size() - 1);
  expressions_.load_meta(NFT_META_IIFNAME, NFT_REG_1);
  expressions_.compare(NFT_CMP_NEQ, field.data(), field.size());
  return *this;
}

NftRule& NftRule::in_link_in(const NftName& set) {
  expressions_.load_meta(NFT_META_IIFNAME, NFT_REG_1);
  expressions_.look_up(set);
  return *this;
}

NftRule& NftRule::out_link_in(const NftName& set) {
  expressions_.load_meta(NFT_META_OIFNAME, NFT_REG_1);
  expressions_.look_up(set);
  return *this;
}

NftRule& NftRule::link_pair_in(const NftName& set) {
  expressions_.load_meta(NFT_META_IIFNAME, NFT_REG_1);
  expressions_.load_meta(NFT_META_OIFNAME, NFT_REG_2);
  expressions_.look_up(set);
  return *this;
}

NftRule& NftRule::field_in(const PacketField& field, const NftName& set) {
  expressions_.load_field(field, NFT_REG_1);
  expressions_.look_up(set);
  return *this;
}

NftRule& NftRule::link_and_in(const PacketField& field, const NftName& set) {
  expressions_.load_meta(NFT_META_IIFNAME, NFT_REG_1);
  expressions_.load_field(field, NFT_REG_2);
  expressions_.look_up(set);
  return *this;
}

NftRule& NftRule::link_and_not_in(const PacketField& field, const NftName& set) {
  expressions_.load_meta(NFT_META_IIFNAME, NFT_REG_1);
  expressions_.load_field(field, NFT_REG_2);
  expressions_.look_up(set, NFT_LOOKUP_F_INV);
  return *this;
}

NftRule& NftRule::port_of_in(const PacketField& address, const NftName& set) {
  expressions_.load_field(address, NFT_REG_1);
  expressions_.load_port(nft_register(address.size / 4));
  expressions_.look_up(set);
  return *this;
}

NftRule& NftRule::verdict(int code) {
  expressions_.give_verdict(code);
  return *this;
}

NftRule& NftRule::jump(const NftName& chain) {
  expressions_.jump(chain);
  target_ = chain;
  return *this;
}

NftRule& NftRule::masquerade() {
  expressions_.masquerade();
  return *this;
}

NftRule& NftRule::dnat_map(Family family, const NftName& map) {
  expressions_.load_port(NFT_REG32_00);
  expressions_.look_up_in_map(map);
  expressions_.translate_target(family);
  return *this;
}

NftRule& NftRule::dnat_map(const PacketField& address, Family family, const NftName& map) {
  of(family);
  expressions_.load_field(address, NFT_REG_1);
  expressions_.load_port(nft_register(address.size / 4));
  expressions_.look_up_in_map(map);
  expressions_.translate_target(family);
  return *this;
}

NftRule& NftRule::snat_map(Family family, const NftName& map) {
  of(family);
  expressions_.load_field(family == Family::v4 ? kSourceV4 : kSourceV6, NFT_REG_1);
  expressions_.look_up_in_map(map);
  expressions_.translate_source(family);
  return *this;
}

void NftRule::add_to(NftBatch& batch) const {
  batch.add(chain_.family, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND,
            [this](nlmsghdr& message) { expressions_.write(message); });
}

}  // namespace mydocker::kernel
