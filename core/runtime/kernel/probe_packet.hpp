// An example of a packet of a network: the fields that are known without real traffic.
// foreign_verdict.hpp looks for the nftables rules that drop such a packet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/kernel.hpp"

namespace mydocker::kernel {

// Bits of the expression `ct state` of nft(8).
inline constexpr std::uint32_t kCtInvalid = 1;  // also the state of a packet before conntrack
inline constexpr std::uint32_t kCtEstablished = 2;
inline constexpr std::uint32_t kCtNew = 8;

struct ProbePacket {
  Family family = Family::v4;
  std::string link;  // the link of the network
  // The links through which the packet comes in and leaves. Empty: the link is not known, and no
  // rule is expected to name it.
  std::string in{};
  std::string out{};
  bool bridged = false;  // whether the packet stays in the bridge `link`; its ports are not known
  std::optional<IpPrefix> source{};       // none: an address outside the network
  std::optional<IpPrefix> destination{};  // none: an address outside the network
  std::uint32_t ct_state = kCtNew;
  std::optional<std::uint32_t> ct_status{};  // bits IPS_*; none: not known
};

// Returns the packets of the network that pass a chain at the hook. `bridged`: the chain belongs to
// the family "bridge". `before_conntrack`: conntrack has not seen the packets yet.
std::vector<ProbePacket> packets_at(ChainHook hook, bool bridged, bool before_conntrack,
                                    Family family, const RuleSearch& search);

// Bytes that a rule compares. The byte order is that of the kernel's registers.
struct LoadedBytes {
  std::string bytes{};
  std::string known{};      // a bit is 1 if this bit of `bytes` is known; empty: nothing is known
  bool of_network = false;  // whether the bytes are the link or an address of the network
  // Whether a comparison of these bytes selects only some packets of the network. Example: a port.
  bool selective = false;
};

// These functions return what an expression of nf_tables loads: NFT_META_*, NFT_CT_*, or bytes of a
// header (NFT_PAYLOAD_*) with the offset and the size in bytes.
LoadedBytes load_meta(const ProbePacket& packet, std::uint32_t key);
LoadedBytes load_ct(const ProbePacket& packet, std::uint32_t key);
LoadedBytes load_payload(const ProbePacket& packet, std::uint32_t base, std::uint32_t offset,
                         std::uint32_t size);

}  // namespace mydocker::kernel
