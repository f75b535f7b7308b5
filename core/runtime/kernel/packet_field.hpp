// Where in a packet a rule looks.
#pragma once

#include <linux/netfilter/nf_tables.h>

#include <cstdint>

namespace mydocker::kernel {

// Bytes of a packet, counted from the beginning of a header; `base` is one of NFT_PAYLOAD_*.
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

}  // namespace mydocker::kernel
