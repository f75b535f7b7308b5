#include "runtime/kernel/probe_packet.hpp"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <net/if.h>

#include <algorithm>
#include <cstring>

#include "runtime/base/link_group.hpp"

namespace mydocker::kernel {
namespace {

constexpr std::size_t kNameSize = IFNAMSIZ;

// Returns bytes whose bits are all known.
LoadedBytes known_bytes(std::string bytes, bool of_network) {
  std::string known(bytes.size(), '\xff');
  return {std::move(bytes), std::move(known), of_network, false};
}

template <class Number>
LoadedBytes known_number(Number number, bool of_network = false) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return known_bytes(std::move(bytes), of_network);
}

LoadedBytes unknown_bytes() { return {}; }
LoadedBytes selective_bytes() { return {.selective = true}; }

LoadedBytes name_of(const ProbePacket& packet, const std::string& link) {
  auto name = link;
  name.resize(kNameSize, '\0');
  return known_bytes(std::move(name), link == packet.link);
}

// Returns the index of the link. Only a few rules compare it, so it is read when a rule needs it.
LoadedBytes index_of(const ProbePacket& packet, const std::string& link) {
  return known_number<std::uint32_t>(link.empty() ? 0 : if_nametoindex(link.c_str()),
                                     link == packet.link);
}

// Returns the link group of the link. All links of mydocker have one group. Other links have a
// group that is not known here.
LoadedBytes group_of(const ProbePacket& packet, const std::string& link) {
  if (link != packet.link) return unknown_bytes();
  return known_number<std::uint32_t>(base::kLinkGroup, true);
}

// Returns `size` bytes of an address, from the byte `begin` on. Only the bits of the prefix are
// known.
LoadedBytes part_of(const IpPrefix& prefix, std::size_t begin, std::size_t size) {
  LoadedBytes part;
  part.of_network = true;
  for (std::size_t at = begin; at < begin + size; ++at) {
    const auto bits =
        std::clamp<int>(static_cast<int>(prefix.length) - static_cast<int>(at) * 8, 0, 8);
    part.bytes += static_cast<char>(prefix.address.bytes()[at]);
    part.known += static_cast<char>(0xff << (8 - bits));
  }
  return part;
}

// The offsets of the addresses in the IP header, in bytes.
struct AddressOffsets {
  std::size_t source;
  std::size_t size;
};

AddressOffsets offsets_of(Family family) {
  return family == Family::v4 ? AddressOffsets{12, 4} : AddressOffsets{8, 16};
}

std::optional<IpPrefix> subnet_of(const RuleSearch& search, Family family) {
  const auto found = std::ranges::find(
      search.subnets, family, [](const IpPrefix& subnet) { return subnet.address.family(); });
  return found == search.subnets.end() ? std::nullopt : std::optional(*found);
}

// Returns the packets that a network needs. They are the first packet of a flow from a container,
// and the reply. If ports are published, the first packet of a flow to a port follows.
std::vector<ProbePacket> flows(Family family, const RuleSearch& search) {
  const auto subnet = subnet_of(search, family);
  ProbePacket request{.family = family,
                      .link = search.link,
                      .in = search.link,
                      .out = search.uplink,
                      .source = subnet,
                      .ct_status = 0};
  ProbePacket reply{.family = family,
                    .link = search.link,
                    .in = search.uplink,
                    .out = search.link,
                    .destination = subnet,
                    .ct_state = kCtEstablished};
  std::vector<ProbePacket> packets{request, reply};
  if (search.ports.empty()) return packets;
  reply.ct_state = kCtNew;
  reply.ct_status = IPS_DST_NAT;
  packets.push_back(reply);
  return packets;
}

}  // namespace

std::vector<ProbePacket> packets_at(ChainHook hook, bool bridged, bool before_conntrack,
                                    Family family, const RuleSearch& search) {
  if (bridged) {
    ProbePacket inside{.family = family, .link = search.link, .bridged = true};
    if (hook != ChainHook::postrouting) inside.in = search.link;
    if (hook != ChainHook::prerouting) inside.out = search.link;
    return {inside};
  }
  auto packets = flows(family, search);
  if (hook == ChainHook::ingress) packets.resize(1);
  if (hook == ChainHook::egress) packets.erase(packets.begin());
  if (hook == ChainHook::prerouting) packets.resize(2);
  for (auto& packet : packets) {
    // At these hooks the host has not chosen the route yet, so the outgoing link is not known.
    // Source translation is not undone yet: the destination of a reply is still the host's address.
    if (hook <= ChainHook::prerouting) {
      packet.out.clear();
      packet.destination.reset();
    }
    if (before_conntrack) packet.ct_state = kCtInvalid;
  }
  return packets;
}

LoadedBytes load_meta(const ProbePacket& packet, std::uint32_t key) {
  const bool v4 = packet.family == Family::v4;
  switch (key) {
    case NFT_META_IIFNAME:
      return packet.bridged ? unknown_bytes() : name_of(packet, packet.in);
    case NFT_META_OIFNAME:
      return packet.bridged ? unknown_bytes() : name_of(packet, packet.out);
    case NFT_META_BRI_IIFNAME:
      return name_of(packet, packet.in);
    case NFT_META_BRI_OIFNAME:
      return name_of(packet, packet.out);
    case NFT_META_IIF:
      return packet.bridged ? unknown_bytes() : index_of(packet, packet.in);
    case NFT_META_OIF:
      return packet.bridged ? unknown_bytes() : index_of(packet, packet.out);
    case NFT_META_IIFGROUP:
      return group_of(packet, packet.in);
    case NFT_META_OIFGROUP:
      return group_of(packet, packet.out);
    case NFT_META_NFPROTO:
      if (packet.bridged) return unknown_bytes();
      return known_number<std::uint8_t>(v4 ? NFPROTO_IPV4 : NFPROTO_IPV6);
    case NFT_META_PROTOCOL:
      return known_number<std::uint16_t>(htons(v4 ? ETH_P_IP : ETH_P_IPV6));
    case NFT_META_L4PROTO:
      return selective_bytes();
    default:
      return unknown_bytes();
  }
}

LoadedBytes load_ct(const ProbePacket& packet, std::uint32_t key) {
  if (key == NFT_CT_STATE && !packet.bridged) return known_number<std::uint32_t>(packet.ct_state);
  if (key == NFT_CT_STATUS && packet.ct_status)
    return known_number<std::uint32_t>(*packet.ct_status);
  return unknown_bytes();
}

LoadedBytes load_payload(const ProbePacket& packet, std::uint32_t base, std::uint32_t offset,
                         std::uint32_t size) {
  if (base != NFT_PAYLOAD_NETWORK_HEADER) return selective_bytes();
  const auto place = offsets_of(packet.family);
  for (const auto& [prefix, begin] : {std::pair(packet.source, place.source),
                                      std::pair(packet.destination, place.source + place.size)})
    if (prefix && offset >= begin && offset + size <= begin + place.size)
      return part_of(*prefix, offset - begin, size);
  return selective_bytes();
}

}  // namespace mydocker::kernel
