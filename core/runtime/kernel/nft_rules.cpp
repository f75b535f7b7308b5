#include "runtime/kernel/nft_rules.hpp"

#include <linux/netfilter.h>

#include <utility>

namespace mydocker::kernel {
namespace {

constexpr std::uint16_t kEtherArp = 0x0806;
constexpr std::uint8_t kLoopbackNet = 127;

// ICMPv6 messages of RFC 4861.
constexpr std::uint8_t kRouterAdvertisement = 134;
constexpr std::uint8_t kNeighbourSolicitation = 135;
constexpr std::uint8_t kNeighbourAdvertisement = 136;
constexpr std::uint8_t kRedirect = 137;
constexpr std::uint8_t kListenerReport = 143;  // RFC 3810

// Where clients of DHCP are told their addresses.
constexpr std::uint16_t kDhcpClient = 68;     // RFC 2131
constexpr std::uint16_t kDhcpClientV6 = 546;  // RFC 8415

const Bytes kUnspecifiedV4(4);
const Bytes kUnspecifiedV6(16);
const Bytes kLoopbackV6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

class RuleList {
 public:
  // A new rule at the end of the chain, to be written.
  NftRule& in(const NftName& chain) { return rules_.emplace_back(chain); }
  std::vector<NftRule> take() { return std::move(rules_); }

 private:
  std::vector<NftRule> rules_;
};

// What a container's bridge with route_localnet would let in.
void add_loopback(RuleList& rules) {
  rules.in(kLoopbackChain)
      .in_link_is_not("lo")
      .of(Family::v4)
      .field_is(kFirstOfTargetV4, {kLoopbackNet})
      .verdict(NF_DROP);
  rules.in(kLoopbackChain)
      .in_link_is_not("lo")
      .of(Family::v4)
      .field_is(kFirstOfSourceV4, {kLoopbackNet})
      .verdict(NF_DROP);
}

// A container that the host routes to speaks in its own name.
void add_source(RuleList& rules) {
  rules.in(kSourceChain).of(Family::v4).link_and_in(kSourceV4, kSources4Set).verdict(NFT_RETURN);
  rules.in(kSourceChain).of(Family::v6).link_and_in(kSourceV6, kSources6Set).verdict(NFT_RETURN);
  rules.in(kSourceChain).verdict(NF_DROP);
  rules.in(kLoopbackChain).in_link_in(kSourceCheckedSet).jump(kSourceChain);
}

void add_published(RuleList& rules) {
  rules.in(kPublishedChain).not_for_this_host().verdict(NFT_RETURN);
  rules.in(kPublishedChain).dnat_map(kTargetV4, Family::v4, kPortsAt4Map);
  rules.in(kPublishedChain).dnat_map(Family::v4, kPorts4Map);
  rules.in(kPublishedChain).dnat_map(kTargetV6, Family::v6, kPortsAt6Map);
  rules.in(kPublishedChain).dnat_map(Family::v6, kPorts6Map);
  rules.in(kPreroutingChain).jump(kPublishedChain);
  rules.in(kOutputChain).jump(kPublishedChain);
}

void add_forward(RuleList& rules) {
  rules.in(kToContainerChain).ct_status_dnat().verdict(NF_ACCEPT);
  rules.in(kToContainerChain).of(Family::v4).out_link_in(kUnprotected4Set).verdict(NF_ACCEPT);
  rules.in(kToContainerChain).of(Family::v6).out_link_in(kUnprotected6Set).verdict(NF_ACCEPT);
  rules.in(kToContainerChain).of(Family::v4).port_of_in(kTargetV4, kRouted4Set).verdict(NF_ACCEPT);
  rules.in(kToContainerChain).of(Family::v6).port_of_in(kTargetV6, kRouted6Set).verdict(NF_ACCEPT);
  rules.in(kToContainerChain).verdict(NF_DROP);
  rules.in(kForwardChain).ct_established_related().verdict(NF_ACCEPT);
  rules.in(kForwardChain).link_pair_in(kAllowedPairsSet).verdict(NF_ACCEPT);
  const auto peer_prefixes = [&rules](Family family, const PacketField& target,
                                      const NftName& set) {
    rules.in(kForwardChain)
        .out_link_in(kLinksSet)
        .of(family)
        .link_and_in(target, set)
        .verdict(NF_ACCEPT);
  };
  peer_prefixes(Family::v4, kTargetV4, kPeerPrefixes4Set);
  peer_prefixes(Family::v6, kTargetV6, kPeerPrefixes6Set);
  rules.in(kForwardChain).in_link_in(kInternalLinksSet).verdict(NF_DROP);
  rules.in(kForwardChain).out_link_in(kInternalLinksSet).verdict(NF_DROP);
  rules.in(kForwardChain).out_link_in(kLinksSet).jump(kToContainerChain);
}

// Who reaches a published port from where the way back would miss the host gets the host's address
// on that link.
void add_postrouting(RuleList& rules) {
  rules.in(kPostroutingChain).ct_status_dnat().link_pair_in(kHairpinSet).masquerade();
  // Where rules see what a bridge hands on, a packet translated there leaves by the bridge without
  // ever having come in.
  rules.in(kPostroutingChain)
      .ct_status_dnat()
      .iif_none()
      .not_from_this_host()
      .out_link_in(kLinksSet)
      .masquerade();
  rules.in(kPostroutingChain)
      .ct_status_dnat()
      .of(Family::v4)
      .field_is(kFirstOfSourceV4, {kLoopbackNet})
      .out_link_in(kLinksSet)
      .masquerade();
  rules.in(kPostroutingChain)
      .ct_status_dnat()
      .of(Family::v6)
      .field_is(kSourceV6, kLoopbackV6)
      .out_link_in(kLinksSet)
      .masquerade();
  rules.in(kPostroutingChain).out_link_in(kLinksSet).verdict(NFT_RETURN);
  rules.in(kPostroutingChain).snat_map(Family::v4, kSnat4Map);
  rules.in(kPostroutingChain).snat_map(Family::v6, kSnat6Map);
  rules.in(kPostroutingChain).of(Family::v4).field_in(kSourceV4, kMasquerade4Set).masquerade();
  rules.in(kPostroutingChain).of(Family::v6).field_in(kSourceV6, kMasquerade6Set).masquerade();
}

void add_antispoofing(RuleList& rules) {
  const auto rule = [&rules]() -> NftRule& { return rules.in(kAntispoofChain); };
  rule().link_and_not_in(kEtherSource, kMacsSet).verdict(NF_DROP);
  rule().ether_type(kEtherArp).link_and_not_in(kArpSourceMac, kMacsSet).verdict(NF_DROP);
  rule().ether_type(kEtherArp).link_and_in(kArpSourceIp, kAddresses4Set).verdict(NF_ACCEPT);
  rule().ether_type(kEtherArp).field_is(kArpSourceIp, kUnspecifiedV4).verdict(NF_ACCEPT);
  // Nobody here tells others their addresses.
  rule().udp_to(kDhcpClient).verdict(NF_DROP);
  rule().udp_to(kDhcpClientV6).verdict(NF_DROP);
  rule().of(Family::v4).link_and_in(kSourceV4, kAddresses4Set).verdict(NF_ACCEPT);
  rule().icmp6(kRouterAdvertisement).verdict(NF_DROP);
  rule().icmp6(kRedirect).verdict(NF_DROP);
  // Whose addresses come from elsewhere may have any.
  rule().ether_type(kEtherArp).in_link_in(kAntispoofAnyAddressSet).verdict(NF_ACCEPT);
  rule().of(Family::v4).in_link_in(kAntispoofAnyAddressSet).verdict(NF_ACCEPT);
  rule().of(Family::v6).in_link_in(kAntispoofAnyAddressSet).verdict(NF_ACCEPT);
  rule()
      .icmp6(kNeighbourAdvertisement)
      .link_and_not_in(kNeighbourTarget, kNdTargetsSet)
      .verdict(NF_DROP);
  rule().of(Family::v6).link_and_in(kSourceV6, kAddresses6Set).verdict(NF_ACCEPT);
  // Who has no address yet asks whether his own is free, and joins groups.
  rule()
      .icmp6(kNeighbourSolicitation)
      .field_is(kSourceV6, kUnspecifiedV6)
      .link_and_in(kNeighbourTarget, kNdTargetsSet)
      .verdict(NF_ACCEPT);
  rule().icmp6(kListenerReport).field_is(kSourceV6, kUnspecifiedV6).verdict(NF_ACCEPT);
  rule().verdict(NF_DROP);
  rules.in(kBridgePreroutingChain).in_link_in(kAntispoofSet).jump(kAntispoofChain);
}

}  // namespace

std::vector<NftRule> all_rules() {
  RuleList rules;
  add_loopback(rules);
  add_source(rules);
  add_published(rules);
  add_forward(rules);
  add_postrouting(rules);
  add_antispoofing(rules);
  return rules.take();
}

}  // namespace mydocker::kernel
