// Settings and rules of other programs that stop the traffic of a network: nftables, the tables of
// iptables-legacy, routes and forwarding. The functions only read.
#pragma once

#include <libnftnl/rule.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
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
// - A chain at the hook "forward" with the policy drop, or with a rule that drops or rejects
//   everything. It is left out if a rule of its table names the link and lets packets pass.
// - A chain with a rule that translates a published port. Its table has a nat chain that comes
//   before mydocker's nat chain. Rules for one address are left out.
//
// Chains of other families are left out. Errors: those of nf_tables.
Result<ForeignRules> foreign_rules(NftSession& nft, std::span<const NftChain> chains,
                                   const RuleSearch& search);

// Returns the link through which the host sends packets to the address. Empty: the host has no
// route.
std::string link_towards(NetlinkSocket& socket, const IpAddress& address);

// Returns whether the host forwards packets of the family that come in through `link`.
bool forwards(Family family, const std::string& link);

// What one nftables rule of another program does. Rules with other expressions are read as far as
// possible.
struct ForeignRule {
  std::string chain;
  std::uint64_t handle = 0;  // number of the rule in nft(8)
  bool drops_all = false;    // whether the rule drops or rejects every packet
  bool lets_pass = false;    // whether the rule accepts packets, or continues in another chain
  bool translates = false;   // whether the rule changes the destination of packets for any address
  std::vector<ComparedPorts> ports{};      // the ports that the rule compares; empty: none
  std::string port_set{};                  // the set with the ports of the rule; empty: none
  std::optional<std::uint8_t> protocol{};  // IPPROTO_*; none: the rule compares no protocol
};

// Reads a rule that libnftnl has parsed.
ForeignRule foreign_rule(nftnl_rule& rule);

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
