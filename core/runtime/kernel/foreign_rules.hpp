// Settings and rules of other programs that stop the traffic of a network: nftables, the tables of
// iptables-legacy, routes and forwarding. Only reads.
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

// Returns all chains of the host. One request. Errors: those of nf_tables.
Result<std::vector<NftChain>> read_chains(NftSession& nft);

// Returns these chains of other programs:
// - at one of the hooks of ChainHook, with the policy drop, or with a rule that drops or rejects
//   everything, or everything of the link. At "ingress", only a chain for the link. A chain is left
//   out if a rule of it, or of a chain that it may jump to, has the name of the link and lets
//   packets pass.
// - with a rule that translates a published port, in a table with a nat chain before the one of
//   mydocker. Rules for one address are left out.
//
// Chains of other families are left out. Errors: those of nf_tables.
Result<ForeignRules> foreign_rules(NftSession& nft, std::span<const NftChain> chains,
                                   const RuleSearch& search);

// Returns the link through which the host sends packets to the address, with its own address `from`
// as the source if it is given. Empty: it has no route.
std::string link_towards(NetlinkSocket& socket, const IpAddress& address,
                         const std::optional<IpAddress>& from = {});

// Returns whether the host forwards packets of the family that come in through `link`.
bool forwards(Family family, const std::string& link);

// What one nftables rule of another program does. Rules with other expressions are read as far as
// possible.
struct ForeignRule {
  std::string chain;
  std::uint64_t handle = 0;                // of nft(8)
  bool drops_all = false;                  // drops or rejects every packet (of `link`)
  std::string link{};                      // the only link; ends with "*" for a prefix; empty: all
  bool lets_pass = false;                  // accepts packets, or continues in another chain
  bool translates = false;                 // changes the destination of packets for any address
  std::vector<ComparedPorts> ports{};      // empty: the rule compares no port
  std::string port_set{};                  // the set that has its ports; empty: none
  std::optional<std::uint8_t> protocol{};  // IPPROTO_*; none: the rule compares none
};

// Reads a rule that libnftnl has parsed.
ForeignRule foreign_rule(nftnl_rule& rule);

// Returns whether the rule drops or rejects every packet from or to this link.
bool drops(const ForeignRule& rule, std::string_view link);

// Returns whether the rule changes the destination of packets to this port of the host.
bool translates(const ForeignRule& rule, const PortView& port);

// What the rules of iptables-legacy do. A table that is not loaded or cannot be read does nothing.
struct LegacyRules {
  // The chain FORWARD of the table "filter" drops packets by its policy or by a rule for all
  // packets, and has no rule with the name of the link.
  bool drops = false;
  // The rules of the table "nat" that send packets to these ports of the host somewhere else. Rules
  // for one address are left out.
  std::vector<PortTranslation> translations{};
};

LegacyRules legacy_rules(Family family, const RuleSearch& search);

}  // namespace mydocker::kernel
