// Settings and rules of other programs that stop the traffic of a network: nftables, the tables of
// iptables-legacy, routes and forwarding. The functions only read.
#pragma once

#include <libnftnl/rule.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/network_view.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netlink_socket.hpp"
#include "runtime/kernel/nft_session.hpp"
#include "runtime/kernel/xtables_ports.hpp"

namespace mydocker::kernel {

// Returns all chains of the host, with one request. Errors: those of nf_tables.
Result<std::vector<NftChain>> read_chains(NftSession& nft);

// Returns these chains of other programs:
// - Chains at one of the hooks of ChainHook that drop or reject everything, or everything of the
//   link.
//   Their policy or a rule does this. At "ingress", only chains for the link are returned.
// - Chains with a rule that translates a published port. Their table has a nat chain before the one
//   of
//   mydocker. Rules for one address are left out.
//
// A dropping chain is left out if a rule names the link and lets packets pass. The rule may be in
// the
// chain, or in a chain that it may jump to. Chains of other families are left out. Errors: those of
// nf_tables.
Result<ForeignRules> foreign_rules(NftSession& nft, std::span<const NftChain> chains,
                                   const RuleSearch& search);

// Returns the link through which the host sends packets to the address. If `from` is given, it is
// the source address of the packets. Empty: the host has no route.
std::string link_towards(NetlinkSocket& socket, const IpAddress& address,
                         const std::optional<IpAddress>& from = {});

// Returns whether the host forwards packets of the family that come in through `link`.
bool forwards(Family family, const std::string& link);

// What one nftables rule of another program does. Rules with other expressions are read as far as
// possible.
struct ForeignRule {
  std::string chain;
  std::uint64_t handle = 0;  // number of the rule in nft(8)
  bool drops_all = false;    // whether the rule drops or rejects every packet (of `link`)
  std::string link{};        // the only link of the rule; a prefix ends with "*"; empty: all links
  bool lets_pass = false;    // whether the rule accepts packets, or continues in another chain
  bool translates = false;   // whether the rule changes the destination of packets for any address
  std::vector<ComparedPorts> ports{};      // the ports that the rule compares; empty: none
  std::string port_set{};                  // the set with the ports of the rule; empty: none
  std::optional<std::uint8_t> protocol{};  // IPPROTO_*; none: the rule compares no protocol
};

// Reads a rule that libnftnl has parsed.
ForeignRule foreign_rule(nftnl_rule& rule);

// Returns whether the rule drops or rejects every packet from or to this link.
bool drops(const ForeignRule& rule, std::string_view link);

// Returns whether the rule changes the destination of packets to this port of the host.
bool translates(const ForeignRule& rule, const PortView& port);

// What the rules of iptables-legacy do. A table counts as empty if it is not loaded or cannot be
// read.
struct LegacyRules {
  // Whether the chain FORWARD of the table "filter" drops packets, by its policy or by a rule for
  // all packets. False if a rule of the chain names the link.
  bool drops = false;
  // The rules of the table "nat" that send packets for the published ports to another address.
  // Rules for one address are left out.
  std::vector<PortTranslation> translations{};
};

LegacyRules legacy_rules(Family family, const RuleSearch& search);

}  // namespace mydocker::kernel
