// One rule of our tables, written condition by condition; beside each stands how nft(8) writes it.
//
// Does not: know which rules there are (nft_rules does).
#pragma once

#include <cstdint>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/nft_expressions.hpp"
#include "runtime/kernel/nft_session.hpp"
#include "runtime/kernel/nft_sets.hpp"
#include "runtime/kernel/packet_field.hpp"

namespace mydocker::kernel {

using Bytes = std::vector<std::uint8_t>;

// The conditions are looked at in order; a rule ends with what is to be done.
class NftRule {
 public:
  explicit NftRule(const NftName& chain) : chain_(chain), expressions_(chain) {}

  // The rule goes on only for what follows.
  NftRule& ct_established_related();          // ct state established,related
  NftRule& ct_status_dnat();                  // ct status dnat
  NftRule& not_for_this_host();               // fib daddr type != local
  NftRule& not_from_this_host();              // fib saddr type != local
  NftRule& iif_none();                        // iif 0
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
  NftRule& dnat_map(Family family, const NftName& map);  // dnat to meta l4proto . th dport map
  NftRule& dnat_map(const PacketField& address, Family family, const NftName& map);
  NftRule& snat_map(Family family, const NftName& map);  // snat ip to ip saddr map

  [[nodiscard]] const NftName& chain() const noexcept { return chain_; }
  // Whom it jumps to; its name is empty if it does not.
  [[nodiscard]] const NftName& target() const noexcept { return target_; }
  void add_to(NftBatch& batch) const;

 private:
  NftRule& meta_is(std::uint32_t key, const void* value, std::uint32_t size);

  NftName chain_;
  NftName target_{0, ""};
  NftExpressions expressions_;
};

}  // namespace mydocker::kernel
