// Settings and rules of other programs that stop the traffic of a network. Examples: nftables, the
// tables of iptables-legacy, routes, and forwarding that is off. The functions only read.
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

// Returns two kinds of chains of other programs.
// - Chains that certainly drop or reject packets of the network (foreign_verdict.hpp), at one of
//   the hooks of ChainHook. The packets are those of new flows from a container, and the replies to
//   them. If ports are published, the packets of new flows to a container count too.
// - Chains with a rule that sends packets for a published port to another address. Their table has
//   a nat chain that runs before the nat chain of mydocker. Rules that compare the destination
//   address are left out.
//
// Dormant tables are left out. Errors: those of nf_tables.
Result<ForeignRules> foreign_rules(NftSession& nft, std::span<const NftChain> chains,
                                   const RuleSearch& search);

// Returns the link through which the host sends packets to the address. If `from` is given, it is
// the source address of the packets. Empty: the host has no route.
std::string link_towards(NetlinkSocket& socket, const IpAddress& address,
                         const std::optional<IpAddress>& from = {});

// Returns whether packets to the address are broadcasts on a link of the host.
bool is_broadcast(NetlinkSocket& socket, const IpAddress& address);

// Returns whether the host forwards packets of the family that come in through `link`.
bool forwards(Family family, const std::string& link);

// How one nftables rule of another program translates ports. Expressions that this file does not
// know are skipped.
struct ForeignRule {
  std::string chain;
  std::uint64_t handle = 0;  // number of the rule in nft(8)
  bool translates = false;   // whether the rule changes the destination of packets for any address
  std::vector<ComparedPorts> ports{};      // the ports that the rule compares; empty: none
  std::string port_set{};                  // the set with the ports of the rule; empty: none
  std::optional<std::uint8_t> protocol{};  // IPPROTO_*; none: the rule compares no protocol
};

// Reads a rule that libnftnl has parsed.
ForeignRule foreign_rule(nftnl_rule& rule);

// Returns whether the rule changes the destination of packets to this port of the host.
bool translates(const ForeignRule& rule, const PortView& port);

// What the rules of iptables-legacy do. If a table is not loaded or cannot be read, it counts as a
// table without rules.
struct LegacyRules {
  // The chains of the tables that certainly drop packets of the network (foreign_verdict.hpp).
  std::vector<DroppingChain> dropping{};
  // The rules of the table "nat" that send packets for the published ports to another address.
  // Rules that compare the destination address are left out.
  std::vector<PortTranslation> translations{};
};

LegacyRules legacy_rules(Family family, const RuleSearch& search);

// Returns whether the network has a subnet of the family.
bool has_family(const RuleSearch& search, Family family);

}  // namespace mydocker::kernel
