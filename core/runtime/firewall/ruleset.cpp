// The static tables: their sets, chains and rules.
#include <algorithm>
#include <array>

#include "runtime/firewall/rule.hpp"

namespace mydocker::firewall {
namespace {

using S = Selector;

constexpr Hook kBeforeConntrack{ChainType::filter, HookPoint::prerouting, {-300, "raw"}};
constexpr Hook kNatPrerouting{ChainType::nat, HookPoint::prerouting, {-100, "dstnat"}};
constexpr Hook kNatOutput{ChainType::nat, HookPoint::output, {-100, "-100"}};
// These chains run after the chains with the priority "filter", so that an administrator's own
// rules apply first.
constexpr Hook kInputAfterFilters{ChainType::filter, HookPoint::input, {10, "filter + 10"}};
constexpr Hook kAfterFilters{ChainType::filter, HookPoint::forward, {10, "filter + 10"}};
constexpr Hook kNatPostrouting{ChainType::nat, HookPoint::postrouting, {100, "srcnat"}};
constexpr Hook kBetweenPorts{ChainType::filter, HookPoint::forward, {-200, "-200"}};
constexpr Hook kBridged{ChainType::filter, HookPoint::prerouting, {-200, "-200"}};

constexpr Chain kSource{Table::inet, "source"};
constexpr Chain kLoopback{Table::inet, "loopback", &kBeforeConntrack};
constexpr Chain kPublished{Table::inet, "published"};
constexpr Chain kPrerouting{Table::inet, "prerouting", &kNatPrerouting};
constexpr Chain kOutput{Table::inet, "output", &kNatOutput};
constexpr Chain kNoSocket{Table::inet, "no_socket"};
constexpr Chain kInput{Table::inet, "input", &kInputAfterFilters};
constexpr Chain kToContainer{Table::inet, "to_container"};
constexpr Chain kForward{Table::inet, "forward", &kAfterFilters};
constexpr Chain kPostrouting{Table::inet, "postrouting", &kNatPostrouting};
constexpr Chain kFragments{Table::bridge, "fragments"};
constexpr Chain kAntispoofChain{Table::bridge, "antispoof"};
constexpr Chain kBridgePrerouting{Table::bridge, "prerouting", &kBridged};
constexpr Chain kBridgeForward{Table::bridge, "forward", &kBetweenPorts};

// The ports of DHCP clients: RFC 2131, RFC 8415.
constexpr UdpTargetPort kDhcpClient{68};
constexpr UdpTargetPort kDhcpv6Client{546};

const IpPrefix kLoopbackNet{IpAddress::v4(0x7f000000), 8};
const IpPrefix kNoAddress4{IpAddress::v4(0), 32};
const IpPrefix kNoAddress6{IpAddress(Family::v6, {}), 128};
const IpPrefix kLoopback6{IpAddress(Family::v6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
                          128};

// Returns the rules of the chain `source`, for routed containers. Such a container may send only
// from its own addresses.
std::vector<Rule> source_rules() {
  return {{{InSet{{S::in_link, S::ip_source}, &kSources4}}, Verdict::leave},
          {{InSet{{S::in_link, S::ip6_source}, &kSources6}}, Verdict::leave},
          {{}, Verdict::drop}};
}

// All link-local addresses of interfaces are in fe80::/64 (RFC 4291 2.5.6).
const IpPrefix kLinkLocal6{IpAddress(Family::v6, {0xfe, 0x80}), 64};

// Returns two kinds of rules for packets before the route lookup.
// - The first rules drop packets from and to 127.0.0.0/8 that the sysctl route_localnet of a
//   network's bridge allows.
// - The next rule marks packets from links of networks. The routing rules of an internal network
//   need the mark at this point. The BPF filters of a bridge need it with br_netfilter: they then
//   see replies to 127.0.0.1, because the translation comes first.
std::vector<Rule> loopback_rules() {
  return {{{InLinkIsNot{"lo"}, AddressIn{S::ip_target, kLoopbackNet}}, Verdict::drop},
          {{InLinkIsNot{"lo"}, AddressIn{S::ip_source, kLoopbackNet}}, Verdict::drop},
          {{InSet{{S::in_link}, &kLinks}}, MarkSeen{}},
          {{InSet{{S::in_link}, &kSourceChecked}}, Jump{&kSource}}};
}

// Returns the rules that translate packets to published ports. Packets to ::1 or to a link-local
// address are not translated, because a reply could not return. The kernel never forwards packets
// from ::1, and a link-local address has no route in another namespace. Without the translation,
// the host refuses such a connection immediately.
std::vector<Rule> published_rules() {
  const auto to = [](Family family, Selectors selectors, const Set& map) {
    return Rule{{}, Translate{NatKind::target, family, std::move(selectors), &map}};
  };
  return {{{NotLocal::target}, Verdict::leave},
          to(Family::v4, {S::ip_target, S::l4_protocol, S::target_port}, kPortsAt4),
          to(Family::v4, {S::l4_protocol, S::target_port}, kPorts4),
          {{AddressIn{S::ip6_target, kLoopback6}}, Verdict::leave},
          {{AddressIn{S::ip6_target, kLinkLocal6}}, Verdict::leave},
          to(Family::v6, {S::ip6_target, S::l4_protocol, S::target_port}, kPortsAt6),
          to(Family::v6, {S::l4_protocol, S::target_port}, kPorts6)};
}

// Returns the rules that protect connections to published ports from TCP resets of the host.
// conntrack marks a TCP segment outside the window of a connection as invalid, and does not
// translate it. So the segment reaches the host itself. The host has no socket for it, and its
// reset would close the container's connection. The rules drop such segments. A segment of the
// host's own connections has a socket and is accepted.
std::vector<Rule> input_rules() {
  return {{{L4Protocol::tcp, Conntrack::invalid}, Jump{&kNoSocket}}};
}

std::vector<Rule> no_socket_rules() {
  return {{{HasSocket{}}, Verdict::leave}, {{}, Verdict::drop}};
}

// Returns the rules for packets to the links of a network. The packets come from outside the
// network.
std::vector<Rule> inward_rules() {
  return {{{Conntrack::target_translated}, Verdict::accept},
          {{FamilyIs{Family::v4}, InSet{{S::out_link}, &kUnprotected4}}, Verdict::accept},
          {{FamilyIs{Family::v6}, InSet{{S::out_link}, &kUnprotected6}}, Verdict::accept},
          {{EchoRequest{Family::v4}, InSet{{S::out_link}, &kPing4}}, Verdict::accept},
          {{EchoRequest{Family::v6}, InSet{{S::out_link}, &kPing6}}, Verdict::accept},
          {{InSet{{S::ip_target, S::l4_protocol, S::target_port}, &kRouted4}}, Verdict::accept},
          {{InSet{{S::ip6_target, S::l4_protocol, S::target_port}, &kRouted6}}, Verdict::accept},
          {{}, Verdict::drop}};
}

// Returns the rules of the forward chain. Some of them drop invalid packets, because conntrack does
// not translate these. From a container, such a packet would leave with the container's own
// address. To a container, it would arrive without the translation of its port.
std::vector<Rule> forward_rules() {
  const InSet to_network{{S::out_link}, &kLinks};
  return {{{InSet{{S::in_link}, &kLinks}}, RemoveMark{}},
          {{to_network}, MarkSeen{}},
          {{Conntrack::established_or_related}, Verdict::accept},
          {{InSet{{S::in_link, S::out_link}, &kAllowedPairs}}, Verdict::accept},
          {{Conntrack::invalid, InSet{{S::in_link}, &kLinks}}, Verdict::drop},
          {{Conntrack::invalid, to_network}, Verdict::drop},
          {{to_network, InSet{{S::in_link, S::ip_target}, &kPeerPrefixes4}}, Verdict::accept},
          {{to_network, InSet{{S::in_link, S::ip6_target}, &kPeerPrefixes6}}, Verdict::accept},
          {{InSet{{S::in_link}, &kNoOutbound}}, Verdict::drop},
          {{InSet{{S::in_link}, &kInternalLinks}}, Verdict::drop},
          {{InSet{{S::out_link}, &kInternalLinks}}, Verdict::drop},
          {{to_network}, Jump{&kToContainer}},
          {{InSet{{S::in_link}, &kLinks}}, Verdict::leave},
          {{FamilyIs{Family::v4}, InSet{{S::in_link}, &kTransit4}}, Verdict::leave},
          {{IsSeen{}}, Verdict::leave},
          {{InSet{{S::family}, &kNoTransit}, OtherLink::in, OtherLink::out}, Verdict::drop}};
}

// Returns the rules for the source address of packets. The first four rules are for packets to
// published ports. They masquerade those packets whose replies would not return through the host.
// With br_netfilter, a packet that a bridge has translated has no input link. The other rules are
// for packets that leave a network.
std::vector<Rule> postrouting_rules() {
  constexpr auto kTranslated = Conntrack::target_translated;
  const InSet to_network{{S::out_link}, &kLinks};
  const auto source = [](Family family, Selector selector, const Set& map) {
    return Rule{{}, Translate{NatKind::source, family, {selector}, &map}};
  };
  return {{{kTranslated, InSet{{S::in_link, S::out_link}, &kHairpin}}, MasqueradeSource{}},
          {{kTranslated, NoInLink{}, NotLocal::source, to_network}, MasqueradeSource{}},
          {{kTranslated, AddressIn{S::ip_source, kLoopbackNet}, to_network}, MasqueradeSource{}},
          {{kTranslated, InSet{{S::out_link}, &kMasqueradePorts}}, MasqueradeSource{}},
          {{to_network}, Verdict::leave},
          source(Family::v4, S::ip_source, kSnat4),
          source(Family::v6, S::ip6_source, kSnat6),
          {{InSet{{S::ip_source}, &kMasquerade4}}, MasqueradeSource{}},
          {{InSet{{S::ip6_source}, &kMasquerade6}}, MasqueradeSource{}}};
}

// Returns the rules for IPv6 fragments. They drop fragments that could contain neighbour discovery,
// because it is never fragmented (RFC 6980). The first fragment must contain all headers up to the
// transport header (RFC 7112). Without these rules, a first fragment that ends before its ICMPv6 or
// UDP header would pass.
//
// A later fragment may pass, because it is useless without the first one. It is dropped if another
// extension header follows the fragment header. Then its transport protocol is not known.
std::vector<Rule> fragment_rules() {
  using Side = Icmpv6Outside::Side;
  return {{{Fragment::later, L4Protocol::named}, Verdict::leave},
          {{L4Protocol::not_icmpv6, HasTransportHeader{}}, Verdict::leave},
          {{Icmpv6Outside{Side::below, Icmpv6::router_solicitation}}, Verdict::leave},
          {{Icmpv6Outside{Side::above, Icmpv6::redirect}}, Verdict::leave},
          {{}, Verdict::drop}};
}

// Returns the anti-spoofing rules. A container can send only from its own MAC and IP addresses. It
// cannot send router advertisements, redirects or DHCP replies. A container without an address can
// send two kinds of packets from the unspecified address. They are duplicate address detection (RFC
// 4862) and multicast reports (RFC 3810).
std::vector<Rule> guard_rules() {
  const InSet any_address{{S::in_link}, &kAntispoofAnyAddress};
  return {
      {{InSet{{S::in_link, S::ether_source}, &kMacs, true}}, Verdict::drop},
      {{IsArp{}, InSet{{S::in_link, S::arp_source_mac}, &kMacs, true}}, Verdict::drop},
      {{IsArp{}, InSet{{S::in_link, S::arp_source_ip}, &kAddresses4}}, Verdict::accept},
      {{IsArp{}, AddressIn{S::arp_source_ip, kNoAddress4}}, Verdict::accept},
      {{kDhcpClient}, Verdict::drop},
      {{kDhcpv6Client}, Verdict::drop},
      {{FamilyIs{Family::v4}, InSet{{S::in_link, S::ip_source}, &kAddresses4}}, Verdict::accept},
      {{Fragment::any}, Jump{&kFragments}},
      {{Icmpv6::router_advertisement}, Verdict::drop},
      {{Icmpv6::redirect}, Verdict::drop},
      {{IsArp{}, any_address}, Verdict::accept},
      {{FamilyIs{Family::v4}, any_address}, Verdict::accept},
      {{FamilyIs{Family::v6}, any_address}, Verdict::accept},
      {{Icmpv6::neighbour_advertisement, InSet{{S::in_link, S::nd_target}, &kNdTargets, true}},
       Verdict::drop},
      {{FamilyIs{Family::v6}, InSet{{S::in_link, S::ip6_source}, &kAddresses6}}, Verdict::accept},
      {{Icmpv6::neighbour_solicitation, AddressIn{S::ip6_source, kNoAddress6},
        InSet{{S::in_link, S::nd_target}, &kNdTargets}},
       Verdict::accept},
      {{Icmpv6::listener_report, AddressIn{S::ip6_source, kNoAddress6}}, Verdict::accept},
      {{}, Verdict::drop}};
}

std::vector<Rule> jump_to_published() { return {{{}, Jump{&kPublished}}}; }

std::vector<Rule> bridge_prerouting_rules() {
  return {{{InSet{{S::in_link}, &kAntispoof}}, Jump{&kAntispoofChain}}};
}

// Returns the rules for frames between two ports of one bridge. With br_netfilter, such a frame
// also passes the chain `forward`, although the host does not route it. The mark distinguishes it
// there.
std::vector<Rule> bridge_forward_rules() { return {{{}, MarkSeen{}}}; }

struct ChainRules {
  const Chain* chain;
  std::vector<Rule> (*rules)();
};

constexpr std::array<ChainRules, 14> kChainRules{{{&kSource, source_rules},
                                                  {&kLoopback, loopback_rules},
                                                  {&kPublished, published_rules},
                                                  {&kPrerouting, jump_to_published},
                                                  {&kOutput, jump_to_published},
                                                  {&kNoSocket, no_socket_rules},
                                                  {&kInput, input_rules},
                                                  {&kToContainer, inward_rules},
                                                  {&kForward, forward_rules},
                                                  {&kPostrouting, postrouting_rules},
                                                  {&kFragments, fragment_rules},
                                                  {&kAntispoofChain, guard_rules},
                                                  {&kBridgePrerouting, bridge_prerouting_rules},
                                                  {&kBridgeForward, bridge_forward_rules}}};

}  // namespace

std::span<const Set* const> all_sets() {
  static constexpr const Set* kSets[] = {&kLinks,
                                         &kAllowedPairs,
                                         &kHairpin,
                                         &kUnprotected4,
                                         &kUnprotected6,
                                         &kPing4,
                                         &kPing6,
                                         &kNoTransit,
                                         &kTransit4,
                                         &kInternalLinks,
                                         &kNoOutbound,
                                         &kMasqueradePorts,
                                         &kPeerPrefixes4,
                                         &kPeerPrefixes6,
                                         &kSourceChecked,
                                         &kSources4,
                                         &kSources6,
                                         &kMasquerade4,
                                         &kMasquerade6,
                                         &kSnat4,
                                         &kSnat6,
                                         &kRouted4,
                                         &kRouted6,
                                         &kPorts4,
                                         &kPorts6,
                                         &kPortsAt4,
                                         &kPortsAt6,
                                         &kAntispoof,
                                         &kAntispoofAnyAddress,
                                         &kMacs,
                                         &kAddresses4,
                                         &kAddresses6,
                                         &kNdTargets};
  return kSets;
}

std::span<const Chain* const> all_chains() {
  static const auto kChains = [] {
    std::array<const Chain*, kChainRules.size()> chains{};
    std::ranges::transform(kChainRules, chains.begin(), &ChainRules::chain);
    return chains;
  }();
  return kChains;
}

std::vector<Rule> rules_of(const Chain& chain) {
  const auto found = std::ranges::find(kChainRules, &chain, &ChainRules::chain);
  return found == kChainRules.end() ? std::vector<Rule>() : found->rules();
}

}  // namespace mydocker::firewall
