// Chains and rules of the firewall's tables as data: a rule is a list of matches and one action.
//
// Names and meanings are those of nft(8); each match shows its spelling there. A packet that does
// not meet a match leaves the rule. Example, `iifname . oifname @allowed_pairs accept`:
//   {{InSet{{Selector::in_link, Selector::out_link}, &kAllowedPairs}}, Verdict::accept}
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/firewall/set.hpp"

namespace mydocker::firewall {

// What is read from a packet.
enum class Selector : std::uint8_t {
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
  nd_target,       // @th,64,128: the target of a neighbour solicitation or advertisement
};

// In nft(8)'s order, joined with ".".
using Selectors = std::vector<Selector>;

// iifname . ip saddr @set; inverted: iifname . ip saddr != @set
struct InSet {
  Selectors selectors;
  const Set* set;
  bool inverted = false;
};

// ip saddr 127.0.0.0/8. The length is a multiple of eight.
struct AddressIn {
  Selector selector;
  IpPrefix prefix;
};

// iifname != "lo"
struct InLinkIsNot {
  std::string_view name;
};

// iif 0: packets that the host or a bridge sends without having received them on a link.
struct NoInLink {};

// meta nfproto ipv4, in the table bridge: ether type ip
struct FamilyIs {
  Family family;
};

// ether type arp
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

// icmpv6 type < nd-router-solicit, icmpv6 type > nd-redirect
struct Icmpv6Outside {
  enum class Side : std::uint8_t { below, above };
  Side side;
  Icmpv6 type;
};

// any: exthdr frag exists. later: frag frag-off != 0, not the first fragment. Of IPv6.
enum class Fragment : std::uint8_t { any, later };

// meta l4proto tcp; meta l4proto != ipv6-icmp; meta l4proto >= 0: any that the packet names
enum class L4Protocol : std::uint8_t { tcp, not_icmpv6, named };

// @th,0,32 >= 0: the packet holds at least four bytes of the transport header.
struct HasTransportHeader {};

// udp dport 68
struct UdpTargetPort {
  std::uint16_t port;
};

// ct state established,related; ct state invalid; ct status dnat
enum class Conntrack : std::uint8_t { established_or_related, invalid, target_translated };

// socket wildcard 0: the host has a socket for the packet that is bound to one address.
struct HasSocket {};

// fib saddr type != local, fib daddr type != local
enum class NotLocal : std::uint8_t { source, target };

using Match = std::variant<InSet, AddressIn, InLinkIsNot, NoInLink, FamilyIs, IsArp, Icmpv6,
                           Icmpv6Outside, Fragment, L4Protocol, HasTransportHeader, UdpTargetPort,
                           Conntrack, HasSocket, NotLocal>;

enum class ChainType : std::uint8_t { filter, nat };
enum class HookPoint : std::uint8_t { prerouting, input, forward, output, postrouting };

// Of one hook, the chain with the lower number comes first.
struct Priority {
  std::int32_t number;
  std::string_view text;  // as nft(8) writes it
};

struct Hook {
  ChainType type;
  HookPoint point;
  Priority priority;
};

// A chain without a hook is entered by Jump only. A base chain accepts what no rule decides.
struct Chain {
  Table table;
  const char* name;
  const Hook* hook = nullptr;
};

enum class Verdict : std::uint8_t { accept, drop, leave };  // leave: `return`

struct Jump {
  const Chain* chain;
};

// masquerade
struct MasqueradeSource {};

// snat ip to ip saddr map @set, dnat ip to meta l4proto . th dport map @set
enum class Direction : std::uint8_t { source, target };
struct Translate {
  Direction direction;
  Family family;
  Selectors selectors;
  const Set* map;
};

using Action = std::variant<Verdict, Jump, MasqueradeSource, Translate>;

struct Rule {
  std::vector<Match> matches;
  Action action;
};

// A chain that another one jumps to comes before it.
std::span<const Chain* const> all_chains();

// In order. Built at each call.
std::vector<Rule> rules_of(const Chain& chain);

}  // namespace mydocker::firewall
