#include "runtime/kernel/foreign_rules.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <libnftnl/chain.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "runtime/base/unique_fd.hpp"
#include "runtime/firewall/set.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
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

bool contains(std::string_view bytes, std::string_view text) {
  return bytes.find(text) != std::string_view::npos;
}

std::string_view bytes_of(const nlmsghdr& message) {
  return {reinterpret_cast<const char*>(&message), message.nlmsg_len};
}

// A base chain that filters.
struct FilterChain {
  ChainHook hook = ChainHook::forward;
  // Whether the policy is drop, or a rule drops every packet of the network's link.
  bool drops = false;
};

// A table of another program, and its chains at the hooks that concern networks.
struct ForeignTable {
  std::uint32_t family = 0;
  std::string name;
  std::map<std::string, FilterChain> filters{};
  bool translates = false;  // whether a nat chain of the table comes before the one of mydocker
};

using ForeignTables = std::map<std::pair<std::uint32_t, std::string>, ForeignTable>;

constexpr std::int32_t kOwnNatPriority = -100;  // the priority "dstnat" of nft(8)

// Returns whether the table belongs to another program. The tables of drivers' rules belong to
// mydocker, too (firewall/driver_table.hpp).
bool is_foreign(std::string_view table) {
  constexpr std::string_view kOwn = firewall::kTableName;
  return !table.starts_with(kOwn) || (table.size() > kOwn.size() && table[kOwn.size()] != '-');
}

// The families use the same numbers for the hooks, except for NFPROTO_NETDEV.
std::optional<ChainHook> hook_of(std::uint32_t family, std::uint32_t number) {
  if (family == NFPROTO_NETDEV)
    return number == NF_NETDEV_INGRESS ? std::optional(ChainHook::ingress) : std::nullopt;
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

// Returns whether a chain at the hook ingress gets packets of the link.
bool is_at(const NftChain& chain, const std::string& link) {
  if (const char* device = nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_DEV); device != nullptr)
    return link == device;
  const auto* devices =
      static_cast<const char* const*>(nftnl_chain_get(chain.get(), NFTNL_CHAIN_DEVICES));
  for (; devices != nullptr && *devices != nullptr; ++devices)
    if (link == *devices) return true;
  return false;
}

// Adds a base chain to its table. Other chains are reached from rules of base chains.
void add_chain(const NftChain& chain, const std::string& link, ForeignTables& tables) {
  if (!nftnl_chain_is_set(chain.get(), NFTNL_CHAIN_HOOKNUM)) return;
  const auto family = nftnl_chain_get_u32(chain.get(), NFTNL_CHAIN_FAMILY);
  const std::string table = nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_TABLE);
  const auto hook = hook_of(family, nftnl_chain_get_u32(chain.get(), NFTNL_CHAIN_HOOKNUM));
  if (family_word(family).empty() || !is_foreign(table) || !hook) return;
  if (*hook == ChainHook::ingress && !is_at(chain, link)) return;
  const bool is_nat = std::string_view(nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_TYPE)) == "nat";
  const bool translates = is_nat && *hook == ChainHook::prerouting &&
                          nftnl_chain_get_s32(chain.get(), NFTNL_CHAIN_PRIO) <= kOwnNatPriority;
  if (is_nat && !translates) return;
  auto& found = tables[{family, table}];
  found.family = family;
  found.name = table;
  found.translates = found.translates || translates;
  if (!is_nat)
    found.filters[nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_NAME)] = {
        *hook, nftnl_chain_get_u32(chain.get(), NFTNL_CHAIN_POLICY) == NF_DROP};
}

// Returns whether the table concerns the family. A table of the family "inet", "bridge" or "netdev"
// concerns both families of addresses.
bool concerns(const ForeignTable& table, const std::vector<Family>& families) {
  const auto has = [&](Family family) {
    return std::ranges::find(families, family) != families.end();
  };
  if (table.family == NFPROTO_IPV4) return has(Family::v4);
  return table.family != NFPROTO_IPV6 || has(Family::v6);
}

// Appends the ports of one list of elements. In a set of ranges, the end of a range is a separate
// element: the port after the last port. The kernel lists the end before the start.
void add_ports(const nftnl_set& set, std::vector<ComparedPorts>& ports) {
  nftnl_set_elems_iter* const all = allocated(nftnl_set_elems_iter_create(&set));
  std::uint16_t end = 0;
  while (auto* element = nftnl_set_elems_iter_next(all)) {
    std::uint32_t size = 0;
    const void* key = nftnl_set_elem_get(element, NFTNL_SET_ELEM_KEY, &size);
    std::uint16_t port = 0;
    if (key == nullptr || size < sizeof port) continue;
    std::memcpy(&port, key, sizeof port);
    port = ntohs(port);
    const bool is_end =
        nftnl_set_elem_is_set(element, NFTNL_SET_ELEM_FLAGS) &&
        (nftnl_set_elem_get_u32(element, NFTNL_SET_ELEM_FLAGS) & NFT_SET_ELEM_INTERVAL_END) != 0;
    if (!is_end) ports.push_back({port, end > port ? static_cast<std::uint16_t>(end - 1) : port});
    end = is_end ? port : std::uint16_t{0};
  }
  nftnl_set_elems_iter_destroy(all);
}

Result<std::vector<ComparedPorts>> ports_in(NftSession& nft, const ForeignTable& table,
                                            const std::string& name) {
  const NftSet set(nftnl_set_alloc());
  nftnl_set_set_str(set.get(), NFTNL_SET_TABLE, table.name.c_str());
  nftnl_set_set_str(set.get(), NFTNL_SET_NAME, name.c_str());
  ObjectList lists;
  const Ack ack = nft.list(
      static_cast<std::uint8_t>(table.family), NFT_MSG_GETSETELEM,
      [&set](nlmsghdr& message) { nftnl_set_elems_nlmsg_build_payload(&message, set.get()); },
      lists);
  if (!ack.ok()) return error_of(ack);
  std::vector<ComparedPorts> ports;
  for (std::size_t at = 0; at < lists.size(); ++at) {
    const NftSet parsed(nftnl_set_alloc());
    if (nftnl_set_elems_nlmsg_parse(lists.at(at), parsed.get()) >= 0) add_ports(*parsed, ports);
  }
  return ports;
}

std::string remove_line(const std::string& table, const ForeignRule& rule) {
  return "nft delete rule " + table + rule.chain + " handle " + std::to_string(rule.handle);
}

// Returns whether packets of the link pass the base chain. A rule of it, or of a chain that it may
// jump to, lets them pass.
bool lets_pass(const ForeignTable& table, const std::set<std::string>& passing,
               const std::string& name) {
  return std::ranges::any_of(passing, [&](const std::string& chain) {
    return chain == name || !table.filters.contains(chain);
  });
}

// Reads the rules of the table, and adds what they do to the packets of the network.
Result<void> add_rules(NftSession& nft, ForeignTable table, const RuleSearch& search,
                       ForeignRules& found) {
  const NftRuleHandle all(nftnl_rule_alloc());
  nftnl_rule_set_str(all.get(), NFTNL_RULE_TABLE, table.name.c_str());
  ObjectList rules;
  const Ack ack = nft.list(
      static_cast<std::uint8_t>(table.family), NFT_MSG_GETRULE,
      [&all](nlmsghdr& message) { nftnl_rule_nlmsg_build_payload(&message, all.get()); }, rules);
  if (!ack.ok()) return error_of(ack);
  const std::string prefix = family_word(table.family) + " " + table.name + " ";
  std::set<std::string> passing;  // chains with a rule that lets packets of the link pass
  for (std::size_t at = 0; at < rules.size(); ++at) {
    const NftRuleHandle parsed(nftnl_rule_alloc());
    if (nftnl_rule_nlmsg_parse(rules.at(at), parsed.get()) < 0) continue;
    auto rule = foreign_rule(*parsed);
    if (rule.translates && !rule.port_set.empty()) {
      MYDOCKER_TRY(rule.ports, ports_in(nft, table, rule.port_set));
    }
    if (rule.lets_pass && contains(bytes_of(*rules.at(at)), search.link))
      passing.insert(rule.chain);
    const auto chain = table.filters.find(rule.chain);
    if (chain != table.filters.end() && drops(rule, search.link)) chain->second.drops = true;
    for (const auto& port : search.ports)
      if (table.translates && translates(rule, port))
        found.translations.push_back({prefix + rule.chain, port, remove_line(prefix, rule)});
  }
  for (const auto& [name, chain] : table.filters)
    if (chain.drops && !lets_pass(table, passing, name))
      found.dropping.push_back({prefix + name, chain.hook});
  return {};
}

void add_legacy(const RuleSearch& search, ForeignRules& found) {
  for (const auto family : search.families) {
    auto rules = legacy_rules(family, search);
    const bool v4 = family == Family::v4;
    if (rules.drops)
      found.dropping.push_back({v4 ? "ip filter FORWARD" : "ip6 filter FORWARD", ChainHook::forward,
                                v4 ? "iptables-legacy" : "ip6tables-legacy"});
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
    if (concerns(table, search.families)) MYDOCKER_CHECK(add_rules(nft, table, search, found));
  add_legacy(search, found);
  return found;
}

std::string link_towards(NetlinkSocket& socket, const IpAddress& address,
                         const std::optional<IpAddress>& from) {
  rtmsg header{};
  header.rtm_family = family_number(address.family());
  header.rtm_dst_len = static_cast<std::uint8_t>(address.bits());
  if (from) header.rtm_src_len = static_cast<std::uint8_t>(from->bits());
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  question.put_address(RTA_DST, address);
  if (from) question.put_address(RTA_SRC, *from);
  ObjectList found;
  if (!socket.get(question, found).ok()) return {};
  const auto route = route_from(*found.at(0));
  return route && route->link != 0 ? link_name(socket, route->link) : std::string();
}

bool forwards(Family family, const std::string& link) {
  const std::string path = std::string("/proc/sys/net/") +
                           (family == Family::v4 ? "ipv4" : "ipv6") + "/conf/" + link +
                           "/forwarding";
  const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char value = '1';
  if (file) (void)!::read(file.get(), &value, 1);
  return value != '0';
}

}  // namespace mydocker::kernel
