// One rule of our table, written expression by expression (nft(8), --debug=netlink shows them).
#pragma once

#include <cstdint>

#include "runtime/kernel/nft_handles.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// A field of a packet's network header, as bytes.
struct HeaderField {
  std::uint8_t protocol;  // NFPROTO_IPV4 or NFPROTO_IPV6
  std::uint32_t offset;
  std::uint32_t size;
};

inline constexpr HeaderField kSourceV4{2, 12, 4};
inline constexpr HeaderField kSourceV6{10, 8, 16};

// Each part looks at what the parts before it have loaded; a rule ends with what is to be done.
class NftRule {
 public:
  explicit NftRule(const char* chain);

  // The rule goes on only for what follows.
  NftRule& answers();                                            // ct state established,related
  NftRule& out_link_in(const char* set);                         // oifname @set
  NftRule& link_pair_in(const char* set);                        // iifname . oifname @set
  NftRule& field_in(const HeaderField& field, const char* set);  // ip saddr @set

  NftRule& verdict(int code);  // NF_ACCEPT, NF_DROP, NFT_RETURN
  NftRule& masquerade();

  void add_to(NftBatch& batch) const;

 private:
  nftnl_expr* expression(const char* name);
  void load(std::uint32_t meta_key, std::uint32_t into);
  void compare(std::uint32_t how, const void* data, std::uint32_t size);
  void look_up(const char* set);

  NftRuleHandle rule_;
};

}  // namespace mydocker::kernel
