// The static nftables tables as nft(8) reads them: for people, and for the shell lines of a dry
// run.
//
// The kernel module builds the same tables message by message; a test loads both and compares them.
#pragma once

#include <string_view>

namespace mydocker::base {

// Tables with another number are somebody else's. What only gains sets or rules keeps its number: a
// table that lacks them is completed where it stands, with the elements it holds.
inline constexpr std::string_view kFirewallComment = "mydocker network, schema 3";

// What `nft` takes as one argument or `nft -f` as a file, on one line.
//
// inet: who reaches whom. The forward chain comes after everybody's at priority "filter", so that
// an operator's own rules are consulted first.
inline constexpr std::string_view kInetTableText =
    "table inet mydocker { "
    "comment \"mydocker network, schema 3\"; "
    "set links { type ifname; }; "
    "set allowed_pairs { type ifname . ifname; }; "
    "set hairpin { type ifname . ifname; }; "
    "set unprotected4 { type ifname; }; "
    "set unprotected6 { type ifname; }; "
    "set internal_links { type ifname; }; "
    "set peer_prefixes4 { type ifname . ipv4_addr; flags interval; }; "
    "set peer_prefixes6 { type ifname . ipv6_addr; flags interval; }; "
    "set source_checked { type ifname; }; "
    "set sources4 { type ifname . ipv4_addr; }; "
    "set sources6 { type ifname . ipv6_addr; }; "
    "set masquerade4 { type ipv4_addr; flags interval; }; "
    "set masquerade6 { type ipv6_addr; flags interval; }; "
    "map snat4 { type ipv4_addr : ipv4_addr; flags interval; }; "
    "map snat6 { type ipv6_addr : ipv6_addr; flags interval; }; "
    "set routed4 { type ipv4_addr . inet_proto . inet_service; }; "
    "set routed6 { type ipv6_addr . inet_proto . inet_service; }; "
    "map ports4 { type inet_proto . inet_service : ipv4_addr . inet_service; }; "
    "map ports6 { type inet_proto . inet_service : ipv6_addr . inet_service; }; "
    "map ports_at4 { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }; "
    "map ports_at6 { type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service; }; "
    "chain source { "
    "iifname . ip saddr @sources4 return; "
    "iifname . ip6 saddr @sources6 return; "
    "drop; }; "
    "chain loopback { type filter hook prerouting priority raw; policy accept; "
    "iifname != \"lo\" ip daddr 127.0.0.0/8 drop; "
    "iifname != \"lo\" ip saddr 127.0.0.0/8 drop; "
    "iifname @source_checked jump source; }; "
    "chain published { "
    "fib daddr type != local return; "
    "dnat ip to ip daddr . meta l4proto . th dport map @ports_at4; "
    "dnat ip to meta l4proto . th dport map @ports4; "
    "dnat ip6 to ip6 daddr . meta l4proto . th dport map @ports_at6; "
    "dnat ip6 to meta l4proto . th dport map @ports6; }; "
    "chain prerouting { type nat hook prerouting priority dstnat; policy accept; "
    "jump published; }; "
    "chain output { type nat hook output priority -100; policy accept; "
    "jump published; }; "
    "chain to_container { "
    "ct status dnat accept; "
    "meta nfproto ipv4 oifname @unprotected4 accept; "
    "meta nfproto ipv6 oifname @unprotected6 accept; "
    "ip daddr . meta l4proto . th dport @routed4 accept; "
    "ip6 daddr . meta l4proto . th dport @routed6 accept; "
    "drop; }; "
    "chain forward { type filter hook forward priority filter + 10; policy accept; "
    "ct state established,related accept; "
    "iifname . oifname @allowed_pairs accept; "
    "oifname @links iifname . ip daddr @peer_prefixes4 accept; "
    "oifname @links iifname . ip6 daddr @peer_prefixes6 accept; "
    "iifname @internal_links drop; "
    "oifname @internal_links drop; "
    "oifname @links jump to_container; }; "
    "chain postrouting { type nat hook postrouting priority srcnat; policy accept; "
    "ct status dnat iifname . oifname @hairpin masquerade; "
    "ct status dnat iif 0 fib saddr type != local oifname @links masquerade; "
    "ct status dnat ip saddr 127.0.0.0/8 oifname @links masquerade; "
    "ct status dnat ip6 saddr ::1 oifname @links masquerade; "
    "oifname @links return; "
    "snat ip to ip saddr map @snat4; "
    "snat ip6 to ip6 saddr map @snat6; "
    "ip saddr @masquerade4 masquerade; "
    "ip6 saddr @masquerade6 masquerade; }; "
    "}";

// bridge: who may say what inside a network.
inline constexpr std::string_view kBridgeTableText =
    "table bridge mydocker { "
    "comment \"mydocker network, schema 3\"; "
    "set antispoof { type ifname; }; "
    "set antispoof_any_address { type ifname; }; "
    "set macs { type ifname . ether_addr; }; "
    "set addresses4 { type ifname . ipv4_addr; }; "
    "set addresses6 { type ifname . ipv6_addr; }; "
    "set nd_targets { typeof iifname . @th,64,128; }; "
    "chain antispoof { "
    "iifname . ether saddr != @macs drop; "
    "ether type arp iifname . arp saddr ether != @macs drop; "
    "ether type arp iifname . arp saddr ip @addresses4 accept; "
    "ether type arp arp saddr ip 0.0.0.0 accept; "
    "udp dport 68 drop; "
    "udp dport 546 drop; "
    "ether type ip iifname . ip saddr @addresses4 accept; "
    "icmpv6 type nd-router-advert drop; "
    "icmpv6 type nd-redirect drop; "
    "ether type arp iifname @antispoof_any_address accept; "
    "ether type ip iifname @antispoof_any_address accept; "
    "ether type ip6 iifname @antispoof_any_address accept; "
    "icmpv6 type nd-neighbor-advert iifname . @th,64,128 != @nd_targets drop; "
    "ether type ip6 iifname . ip6 saddr @addresses6 accept; "
    "icmpv6 type nd-neighbor-solicit ip6 saddr :: iifname . @th,64,128 @nd_targets accept; "
    "icmpv6 type mld2-listener-report ip6 saddr :: accept; "
    "drop; }; "
    "chain prerouting { type filter hook prerouting priority -200; policy accept; "
    "iifname @antispoof jump antispoof; }; "
    "}";

}  // namespace mydocker::base
