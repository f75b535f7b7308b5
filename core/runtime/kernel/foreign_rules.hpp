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
// - Chains at one of the hooks of ChainHook that certainly drop or reject packets of the network
//   (foreign_verdict.hpp). These are the packets of new flows from a container, and the replies to
//   them. If ports are published, these are also the packets of new flows to a container.
// - Chains with a rule that translates a published port. Their table has a nat chain before the one
//   of mydocker. Rules for one address are left out.
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

// How one nftables rule of another program translates ports. Rules with other expressions are read
// as far as possible.
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

// Returns whether the network has a subnet of the family.
bool has_family(const RuleSearch& search, Family family);

}  // namespace mydocker::kernel
