// One rule of our tables, written expression by expression (nft(8), --debug=netlink shows them).
#pragma once

#include <linux/netfilter/nf_tables.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/nft_handles.hpp"
#include "runtime/kernel/nft_session.hpp"
#include "runtime/kernel/nft_sets.hpp"

namespace mydocker::kernel {

// Bytes of a packet; `base` is one of NFT_PAYLOAD_*.
struct PacketField {
  std::uint32_t base;
  std::uint32_t offset;
  std::uint32_t size;
};

inline constexpr PacketField kEtherSource{NFT_PAYLOAD_LL_HEADER, 6, 6};
inline constexpr PacketField kEtherType{NFT_PAYLOAD_LL_HEADER, 12, 2};
inline constexpr PacketField kArpSourceMac{NFT_PAYLOAD_NETWORK_HEADER, 8, 6};
inline constexpr PacketField kArpSourceIp{NFT_PAYLOAD_NETWORK_HEADER, 14, 4};
inline constexpr PacketField kSourceV4{NFT_PAYLOAD_NETWORK_HEADER, 12, 4};
inline constexpr PacketField kTargetV4{NFT_PAYLOAD_NETWORK_HEADER, 16, 4};
inline constexpr PacketField kSourceV6{NFT_PAYLOAD_NETWORK_HEADER, 8, 16};
inline constexpr PacketField kTargetV6{NFT_PAYLOAD_NETWORK_HEADER, 24, 16};
inline constexpr PacketField kFirstOfSourceV4{NFT_PAYLOAD_NETWORK_HEADER, 12, 1};
inline constexpr PacketField kFirstOfTargetV4{NFT_PAYLOAD_NETWORK_HEADER, 16, 1};
inline constexpr PacketField kTargetPort{NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2};
inline constexpr PacketField kIcmpType{NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1};
inline constexpr PacketField kNeighbourTarget{NFT_PAYLOAD_TRANSPORT_HEADER, 8, 16};

using Bytes = std::vector<std::uint8_t>;

// Each part looks at what the parts before it have loaded; a rule ends with what is to be done.
class NftRule {
 public:
  explicit NftRule(const NftName& chain);

  // The rule goes on only for what follows.
  NftRule& answers();                         // ct state established,related
  NftRule& translated();                      // ct status dnat
  NftRule& not_for_this_host();               // fib daddr type != local
  NftRule& not_from_this_host();              // fib saddr type != local
  NftRule& without_in_link();                 // iif 0
  NftRule& of(Family family);                 // what is said of a header holds for IPv4, IPv6
  NftRule& ether_type(std::uint16_t number);  // ether type ip
  NftRule& icmp6(std::uint8_t type);          // icmpv6 type nd-router-advert
  NftRule& udp_to(std::uint16_t port);        // udp dport 68
  NftRule& field_is(const PacketField& field, const Bytes& value);
  NftRule& in_link_is_not(const char* name);                           // iifname != "lo"
  NftRule& in_link_in(const NftName& set);                             // iifname @set
  NftRule& out_link_in(const NftName& set);                            // oifname @set
  NftRule& link_pair_in(const NftName& set);                           // iifname . oifname @set
  NftRule& field_in(const PacketField& field, const NftName& set);     // ip saddr @set
  NftRule& link_and_in(const PacketField& field, const NftName& set);  // iifname . ip saddr @set
  NftRule& link_and_not_in(const PacketField& field, const NftName& set);
  NftRule& port_of_in(const PacketField& address, const NftName& set);  // ip daddr . meta l4proto
                                                                        // . th dport @set

  NftRule& verdict(int code);  // NF_ACCEPT, NF_DROP, NFT_RETURN
  NftRule& jump(const NftName& chain);
  NftRule& masquerade();
  NftRule& translate_by(Family family, const NftName& map);  // dnat to meta l4proto . th dport map
  NftRule& translate_by(const PacketField& address, Family family, const NftName& map);
  NftRule& leave_by(Family family, const NftName& map);  // snat ip to ip saddr map

  [[nodiscard]] const NftName& chain() const noexcept { return chain_; }
  // Whom it jumps to; its name is empty if it does not.
  [[nodiscard]] const NftName& target() const noexcept { return target_; }
  void add_to(NftBatch& batch) const;

 private:
  nftnl_expr* expression(const char* name);
  void load_meta(std::uint32_t key, std::uint32_t into);
  void load_field(const PacketField& field, std::uint32_t into);
  void is_not_local(std::uint32_t which);
  void load_masked_ct(std::uint32_t key, std::uint32_t mask);
  void load_port(std::uint32_t first);
  void compare(std::uint32_t how, const void* data, std::uint32_t size);
  void look_up(const NftName& set, std::uint32_t flags = 0);
  void look_up_in_map(const NftName& map);
  void translate(Family family);

  NftName chain_;
  NftName target_{0, ""};
  NftRuleHandle rule_;
};

}  // namespace mydocker::kernel
