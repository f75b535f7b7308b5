#include "runtime/kernel/foreign_rules.hpp"

#include <arpa/inet.h>
#include <libnftnl/chain.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "runtime/firewall/set.hpp"
#include "runtime/kernel/foreign_tables.hpp"
#include "runtime/kernel/foreign_verdict.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {
namespace {

std::string family_word(std::uint32_t family) {
  switch (family) {
    case NFPROTO_IPV4:
      return "ip";
    case NFPROTO_IPV6:
      return "ip6";
    case NFPROTO_INET:
      return "inet";
    case NFPROTO_BRIDGE:
      return "bridge";
    case NFPROTO_NETDEV:
      return "netdev";
    default:
      return {};
  }
}

// A base chain of type filter, with its hook and its policy.
struct FilterChain {
  ChainHook hook = ChainHook::forward;
  std::uint32_t policy = NF_ACCEPT;
  bool before_conntrack = false;
};

// A table of another program, and its chains at the hooks that concern networks.
struct ForeignTable {
  std::uint32_t family = 0;
  std::string name;
  std::map<std::string, FilterChain> filters{};
  bool translates = false;  // whether a nat chain of the table comes before the one of mydocker
};

using ForeignTables = std::map<std::pair<std::uint32_t, std::string>, ForeignTable>;

constexpr std::int32_t kOwnNatPriority = -100;     // the priority "dstnat" of nft(8)
constexpr std::int32_t kConntrackPriority = -200;  // NF_IP_PRI_CONNTRACK

// Returns whether the table belongs to another program. The tables of drivers' rules belong to
// mydocker, too (firewall/driver_table.hpp).
bool is_foreign(std::string_view table) {
  constexpr std::string_view kOwn = firewall::kTableName;
  return !table.starts_with(kOwn) || (table.size() > kOwn.size() && table[kOwn.size()] != '-');
}

// The hooks have the same numbers in all families, except in NFPROTO_NETDEV.
std::optional<ChainHook> hook_of(std::uint32_t family, std::uint32_t number) {
  if (family == NFPROTO_NETDEV)
    return number == NF_NETDEV_INGRESS ? ChainHook::ingress : ChainHook::egress;
  switch (number) {
    case NF_INET_PRE_ROUTING:
      return ChainHook::prerouting;
    case NF_INET_FORWARD:
      return ChainHook::forward;
    case NF_INET_POST_ROUTING:
      return ChainHook::postrouting;
    case NF_INET_INGRESS:
      return family == NFPROTO_INET ? std::optional(ChainHook::ingress) : std::nullopt;
    default:
      return std::nullopt;
  }
}

// Returns whether a chain at the hook ingress or egress gets packets of the link `link`. Such a
// chain belongs to one link or to several.
bool is_at(const NftChain& chain, const std::string& link) {
  if (const char* device = nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_DEV); device != nullptr)
    return link == device;
  const auto* devices =
      static_cast<const char* const*>(nftnl_chain_get(chain.get(), NFTNL_CHAIN_DEVICES));
  for (; devices != nullptr && *devices != nullptr; ++devices)
    if (link == *devices) return true;
  return false;
}

// Adds a base chain to its table. Other chains are not added, because packets reach them only from
// rules of base chains.
void add_chain(const NftChain& chain, const std::string& link, ForeignTables& tables) {
  if (!nftnl_chain_is_set(chain.get(), NFTNL_CHAIN_HOOKNUM)) return;
  const auto family = nftnl_chain_get_u32(chain.get(), NFTNL_CHAIN_FAMILY);
  const std::string table = nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_TABLE);
  const auto hook = hook_of(family, nftnl_chain_get_u32(chain.get(), NFTNL_CHAIN_HOOKNUM));
  if (family_word(family).empty() || !is_foreign(table) || !hook) return;
  const bool at_link = *hook == ChainHook::ingress || *hook == ChainHook::egress;
  if (at_link && !is_at(chain, link)) return;
  const bool is_nat = std::string_view(nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_TYPE)) == "nat";
  const auto priority = nftnl_chain_get_s32(chain.get(), NFTNL_CHAIN_PRIO);
  const bool translates = is_nat && *hook == ChainHook::prerouting && priority <= kOwnNatPriority;
  if (is_nat && !translates) return;
  auto& found = tables[{family, table}];
  found.family = family;
  found.name = table;
  found.translates = found.translates || translates;
  if (!is_nat)
    found.filters[nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_NAME)] = {
        *hook, nftnl_chain_get_u32(chain.get(), NFTNL_CHAIN_POLICY),
        *hook == ChainHook::ingress ||
            (*hook == ChainHook::prerouting && priority <= kConntrackPriority)};
}

// Returns whether the table concerns the family. A table of the family "inet", "bridge" or "netdev"
// concerns both families of addresses.
bool concerns(const ForeignTable& table, Family family) {
  if (table.family == NFPROTO_IPV4) return family == Family::v4;
  return table.family != NFPROTO_IPV6 || family == Family::v6;
}

std::vector<Family> families_of(const ForeignTable& table, const RuleSearch& search) {
  std::vector<Family> families;
  for (const auto family : {Family::v4, Family::v6})
    if (has_family(search, family) && concerns(table, family)) families.push_back(family);
  return families;
}

// Returns the ports of a set. In a set of ranges, the end of a range is a separate element: the
// port after the last port. The kernel lists the end before the start.
std::vector<ComparedPorts> ports_in(const std::vector<SetElement>& elements) {
  std::vector<ComparedPorts> ports;
  std::uint16_t end = 0;
  for (const auto& element : elements) {
    std::uint16_t port = 0;
    if (element.key.size() < sizeof port) continue;
    std::memcpy(&port, element.key.data(), sizeof port);
    port = ntohs(port);
    if (!element.is_range_end)
      ports.push_back({port, end > port ? static_cast<std::uint16_t>(end - 1) : port});
    end = element.is_range_end ? port : std::uint16_t{0};
  }
  return ports;
}

std::string remove_line(const std::string& table, const ForeignRule& rule) {
  return "nft delete rule " + table + rule.chain + " handle " + std::to_string(rule.handle);
}

// Returns the nftables rules of the table, grouped by chain.
Result<TableRules> read_rules(NftSession& nft, const ForeignTable& table) {
  const NftRuleHandle all(nftnl_rule_alloc());
  copied(nftnl_rule_set_str(all.get(), NFTNL_RULE_TABLE, table.name.c_str()));
  ObjectList list;
  const Ack ack = nft.list(
      static_cast<std::uint8_t>(table.family), NFT_MSG_GETRULE,
      [&all](nlmsghdr& message) { nftnl_rule_nlmsg_build_payload(&message, all.get()); }, list);
  if (!ack.ok()) return error_of(ack);
  TableRules rules;
  for (std::size_t at = 0; at < list.size(); ++at) {
    NftRuleHandle rule(nftnl_rule_alloc());
    if (nftnl_rule_nlmsg_parse(list.at(at), rule.get()) < 0) continue;
    const std::string chain = nftnl_rule_get_str(rule.get(), NFTNL_RULE_CHAIN);
    rules[chain].push_back(std::move(rule));
  }
  return rules;
}

// Returns the effects of the rules on one packet. The arguments must outlive the result.
ReadEffect effects_in(const TableRules& rules, const ReadSet& read_set, const ProbePacket& packet) {
  return [&](const std::string& chain, std::size_t at) -> std::optional<RuleEffect> {
    const auto found = rules.find(chain);
    if (found == rules.end() || at >= found->second.size()) return std::nullopt;
    return effect_of(*found->second[at], packet, read_set);
  };
}

// Returns the packets of the network that the chain certainly drops.
std::vector<ProbePacket> dropped_packets(const ForeignTable& table, const TableRules& rules,
                                         const ReadSet& read_set, const std::string& chain,
                                         const RuleSearch& search) {
  const auto& filter = table.filters.at(chain);
  std::vector<ProbePacket> dropped;
  for (const auto family : families_of(table, search))
    for (auto& packet : packets_at(filter.hook, table.family == NFPROTO_BRIDGE,
                                   filter.before_conntrack, family, search))
      if (TableWalk(effects_in(rules, read_set, packet)).drops(chain, filter.policy))
        dropped.push_back(std::move(packet));
  return dropped;
}

std::vector<PortTranslation> translations_in(const ForeignTable& table, const TableRules& rules,
                                             const ReadSet& read_set, const RuleSearch& search) {
  const std::string prefix = family_word(table.family) + " " + table.name + " ";
  std::vector<PortTranslation> found;
  if (!table.translates || search.ports.empty()) return found;
  for (const auto& [chain, list] : rules)
    for (const auto& raw : list) {
      auto rule = foreign_rule(*raw);
      if (rule.translates && !rule.port_set.empty()) rule.ports = ports_in(read_set(rule.port_set));
      for (const auto& port : search.ports)
        if (translates(rule, port))
          found.push_back({prefix + chain, port, remove_line(prefix, rule)});
    }
  return found;
}

// Reads the rules of the table. Adds to `found` what they do to the packets of the network. A
// dormant table does nothing.
Result<void> add_rules(NftSession& nft, const ForeignTable& table, const RuleSearch& search,
                       ForeignRules& found) {
  MYDOCKER_TRY(const auto rules, read_rules(nft, table));
  const ReadSet read_set = [&](const std::string& name) {
    return read_elements(nft, table.family, table.name, name);
  };
  ForeignRules more{{}, translations_in(table, rules, read_set, search)};
  for (const auto& [name, chain] : table.filters) {
    const auto dropped = dropped_packets(table, rules, read_set, name, search);
    const bool replies = std::ranges::any_of(
        dropped, [&](const ProbePacket& packet) { return packet.in != search.link; });
    if (!dropped.empty())
      more.dropping.push_back({family_word(table.family), table.name + " " + name, chain.hook,
                               replies && chain.before_conntrack});
  }
  if ((more.dropping.empty() && more.translations.empty()) ||
      is_dormant(nft, table.family, table.name))
    return {};
  std::ranges::move(more.dropping, std::back_inserter(found.dropping));
  std::ranges::move(more.translations, std::back_inserter(found.translations));
  return {};
}

void add_legacy(const RuleSearch& search, ForeignRules& found) {
  for (const auto family : {Family::v4, Family::v6}) {
    if (!has_family(search, family)) continue;
    auto rules = legacy_rules(family, search);
    std::ranges::move(rules.dropping, std::back_inserter(found.dropping));
    std::ranges::move(rules.translations, std::back_inserter(found.translations));
  }
}

}  // namespace

Result<std::vector<NftChain>> read_chains(NftSession& nft) {
  ObjectList found;
  const Ack ack = nft.list(
      NFPROTO_UNSPEC, NFT_MSG_GETCHAIN, [](nlmsghdr& /*all*/) {}, found);
  if (!ack.ok()) return error_of(ack);
  std::vector<NftChain> chains;
  for (std::size_t at = 0; at < found.size(); ++at) {
    NftChain chain(nftnl_chain_alloc());
    if (nftnl_chain_nlmsg_parse(found.at(at), chain.get()) >= 0) chains.push_back(std::move(chain));
  }
  return chains;
}

Result<ForeignRules> foreign_rules(NftSession& nft, std::span<const NftChain> chains,
                                   const RuleSearch& search) {
  ForeignTables tables;
  for (const NftChain& chain : chains) add_chain(chain, search.link, tables);
  ForeignRules found;
  for (const auto& [key, table] : tables)
    if (!families_of(table, search).empty()) MYDOCKER_CHECK(add_rules(nft, table, search, found));
  add_legacy(search, found);
  return found;
}

bool has_family(const RuleSearch& search, Family family) {
  return std::ranges::any_of(search.subnets, [family](const IpPrefix& subnet) {
    return subnet.address.family() == family;
  });
}

}  // namespace mydocker::kernel
