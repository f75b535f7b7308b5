// The static nftables table as nft(8) reads it: for people, and for the shell lines of a dry run.
//
// The kernel room builds the same table message by message; a test loads both and compares them.
#pragma once

#include <string_view>

namespace mydocker::base {

inline constexpr std::string_view kFirewallComment = "mydocker network, schema 1";

// What `nft` takes as one argument or `nft -f` as a file, on one line.
inline constexpr std::string_view kFirewallText =
    "table inet mydocker { "
    "comment \"mydocker network, schema 1\"; "
    "set links { type ifname; }; "
    "set within { type ifname . ifname; }; "
    "set masquerade4 { type ipv4_addr; flags interval; }; "
    "set masquerade6 { type ipv6_addr; flags interval; }; "
    "chain forward { type filter hook forward priority filter; policy accept; "
    "ct state established,related accept; "
    "iifname . oifname @within accept; "
    "oifname @links drop; }; "
    "chain postrouting { type nat hook postrouting priority srcnat; policy accept; "
    "oifname @links return; "
    "ip saddr @masquerade4 masquerade; "
    "ip6 saddr @masquerade6 masquerade; }; "
    "}";

}  // namespace mydocker::base
