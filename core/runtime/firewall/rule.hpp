// Chains and rules of the firewall's tables as data. A rule is a list of matches and one action.
//
// Names and meanings are those of nft(8). The comment of each match shows the nft(8) syntax. A rule
// applies only to packets that meet all of its matches. Example, `iifname . oifname @allowed_pairs
// accept`:
//   {{InSet{{Selector::in_link, Selector::out_link}, &kAllowedPairs}}, Verdict::accept}
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/firewall/set.hpp"

namespace mydocker::firewall {

// A part of the packet, or of its metadata, that a match reads.
enum class Selector : std::uint8_t {
  family,          // meta nfproto
  in_link,         // iifname
  out_link,        // oifname
  ip_source,       // ip saddr
  ip_target,       // ip daddr
  ip6_source,      // ip6 saddr
  ip6_target,      // ip6 daddr
  ether_source,    // ether saddr
  arp_source_mac,  // arp saddr ether
  arp_source_ip,   // arp saddr ip
  l4_protocol,     // meta l4proto
  target_port,     // th dport
  nd_target,       // @th,64,128: target address of a neighbour solicitation or advertisement
};

// Several selectors, joined with "." as in nft(8).
using Selectors = std::vector<Selector>;

// iifname . ip saddr @set; inverted: iifname . ip saddr != @set. The match does not own the set.
struct InSet {
  Selectors selectors;
  const Set* set;
  bool inverted = false;
};

// ip saddr 127.0.0.0/8
struct AddressIn {
  Selector selector;
  IpPrefix prefix;
};

// iifname "web", oifname "web"
struct LinkIs {
  Selector selector;  // in_link or out_link
  std::string name;
};

// iifname != "lo"
struct InLinkIsNot {
  std::string_view name;
};

// iifgroup != 28004, oifgroup != 28004: the link does not belong to mydocker (base/link_group.hpp).
enum class OtherLink : std::uint8_t { in, out };

// iif 0: the packet has no input link. The host or a bridge has created the packet.
struct NoInLink {};

// meta nfproto ipv4, in the table bridge: ether type ip
struct FamilyIs {
  Family family;
};

// ether type arp: the frame is an ARP packet
struct IsArp {};

// icmpv6 type nd-router-advert
enum class Icmpv6 : std::uint8_t {  // RFC 4861, RFC 3810
  router_solicitation = 133,
  router_advertisement = 134,
  neighbour_solicitation = 135,
  neighbour_advertisement = 136,
  redirect = 137,
  listener_report = 143,
};

// icmp type echo-request, icmpv6 type echo-request
struct EchoRequest {
  Family family;
};

// `arp operation request arp daddr ip 192.0.2.1`: the packet is a request for the MAC of this
// address. For IPv6, the text is `icmpv6 type nd-neighbor-solicit`, with the target address as
// `@th,64,128`.
struct AsksFor {
  IpAddress address;
};

// icmpv6 type < nd-router-solicit, icmpv6 type > nd-redirect
struct Icmpv6Outside {
  enum class Side : std::uint8_t { below, above };
  Side side;
  Icmpv6 type;
};

// For IPv6 packets only. any: `exthdr frag exists`, the packet is a fragment. later: `frag frag-off
// != 0`, the packet is a fragment, but not the first one.
enum class Fragment : std::uint8_t { any, later };

// `meta l4proto tcp`, `meta l4proto != ipv6-icmp` or `meta l4proto >= 0`. named: the packet names
// any transport protocol.
enum class L4Protocol : std::uint8_t { tcp, not_icmpv6, named };

// meta l4proto tcp
struct ProtocolIs {
  Protocol protocol;
};

// th dport 80, th dport 80-89
struct TargetPorts {
  std::uint16_t first;
  std::uint16_t last;
};

// `@th,0,32 >= 0`: the packet contains at least four bytes of the transport header.
struct HasTransportHeader {};

// udp dport 68
struct UdpTargetPort {
  std::uint16_t port;
};

// ct state established,related; ct state invalid; ct status dnat
enum class Conntrack : std::uint8_t { established_or_related, invalid, target_translated };

// `socket wildcard 0`: the host has a socket for the packet, and the socket is bound to one
// address.
struct HasSocket {};

// meta mark & kSeenMark != 0: MarkSeen has set the mark.
struct IsSeen {};

// fib saddr type != local, fib daddr type != local
enum class NotLocal : std::uint8_t { source, target };

using Match = std::variant<InSet, AddressIn, LinkIs, InLinkIsNot, OtherLink, NoInLink, FamilyIs,
                           IsArp, Icmpv6, EchoRequest, AsksFor, Icmpv6Outside, Fragment, L4Protocol,
                           ProtocolIs, TargetPorts, HasTransportHeader, UdpTargetPort, Conntrack,
                           HasSocket, IsSeen, NotLocal>;

enum class ChainType : std::uint8_t { filter, nat };
enum class HookPoint : std::uint8_t { prerouting, input, forward, output, postrouting };

// The order of the chains at one hook: a lower number runs first.
struct Priority {
  std::int32_t number;
  std::string_view text;  // text in nft(8)
};

// The hook of a base chain.
struct Hook {
  ChainType type;
  HookPoint point;
  Priority priority;
};

// A chain. A base chain has a hook and the policy accept. Packets enter a chain without a hook only
// by Jump. A Chain does not own its names and its hook.
struct Chain {
  Table table;  // table of the chain
  const char* name;
  const Hook* hook = nullptr;
  const char* table_name = kTableName;
};

// The verdict at the end of a rule.
enum class Verdict : std::uint8_t { accept, drop, leave };  // leave: `return` in nft(8)

// jump CHAIN. The chain is static. A Jump does not own it.
struct Jump {
  const Chain* chain;
};

// masquerade
struct MasqueradeSource {};

// source: snat. target: dnat.
enum class NatKind : std::uint8_t { source, target };
// Example for the source: `snat ip to ip saddr map @set`. Example for the target: `dnat ip to meta
// l4proto . th dport map @set`. This struct does not own the map.
struct Translate {
  NatKind kind;
  Family family;
  Selectors selectors;
  const Set* map;
};

// meta mark set meta mark | kSeenMark. The rule has no verdict, so the next rule of the chain
// follows.
struct MarkSeen {};

// meta mark set meta mark & ~kSeenMark. The rule has no verdict: the next rule follows.
struct RemoveMark {};

// The mark of packets that the tables have seen. Filters outside the tables drop packets without
// the mark. So the networks stay closed while the tables are missing (kernel/link_filters.hpp).
inline constexpr std::uint32_t kSeenMark = 0x10000000;

using RuleAction = std::variant<Verdict, Jump, MasqueradeSource, Translate, MarkSeen, RemoveMark>;

// A rule. Its action applies to packets that meet all matches.
struct Rule {
  std::vector<Match> matches;
  RuleAction action;
};

// Returns all chains. The target of a jump comes before the chain with the jump.
std::span<const Chain* const> all_chains();

// Returns the rules of the chain in order. Each call builds a new list.
std::vector<Rule> rules_of(const Chain& chain);

}  // namespace mydocker::firewall
