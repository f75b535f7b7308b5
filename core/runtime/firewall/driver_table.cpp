#include "runtime/firewall/driver_table.hpp"

#include "runtime/firewall/text.hpp"

namespace mydocker::firewall {
namespace {

// The hooks for a driver's rules. Chains of an administrator with the priority "filter" run first.
// The table "mydocker" has the priority "filter + 10" and runs last.
constexpr Hook kDriverForward{ChainType::filter, HookPoint::forward, {5, "filter + 5"}};
constexpr Hook kDriverInput{ChainType::filter, HookPoint::input, {5, "filter + 5"}};
// The hooks for the rules of a bridge port. The first hook sees all frames from the port, to other
// ports and to the host. The second hook sees all frames to the port.
constexpr Hook kDriverFromPort{ChainType::filter, HookPoint::prerouting, {-190, "-190"}};
constexpr Hook kDriverToPort{ChainType::filter, HookPoint::postrouting, {-190, "-190"}};

Selector address_selector(const IpPrefix& prefix, bool source) {
  if (prefix.address.is_v4()) return source ? Selector::ip_source : Selector::ip_target;
  return source ? Selector::ip6_source : Selector::ip6_target;
}

void add_address(std::vector<Match>& matches, const std::optional<IpPrefix>& prefix, bool source) {
  if (!prefix) return;
  matches.emplace_back(AddressIn{address_selector(*prefix, source), *prefix});
}

// Returns whether the rule needs an extra match for its address family. A rule with a prefix does
// not need it, because a prefix has a family.
bool needs_family(const NftRule& rule) { return rule.family && !rule.source && !rule.target; }

Rule converted(const NftRule& rule, const std::string& link) {
  const auto selector =
      rule.direction == NftRule::Direction::from ? Selector::in_link : Selector::out_link;
  std::vector<Match> matches{LinkIs{selector, link}};
  if (rule.neighbour) matches.emplace_back(AsksFor{*rule.neighbour});
  if (needs_family(rule)) matches.emplace_back(FamilyIs{*rule.family});
  add_address(matches, rule.source, true);
  add_address(matches, rule.target, false);
  if (rule.protocol) matches.emplace_back(ProtocolIs{*rule.protocol});
  if (rule.port != 0)
    matches.emplace_back(
        TargetPorts{rule.port, static_cast<std::uint16_t>(rule.port + rule.count - 1)});
  return {std::move(matches), rule.verdict == NftVerdict::accept ? Verdict::accept : Verdict::drop};
}

void add_chain(DriverTable& table, const NftRules& rules, DriverChain chain,
               std::optional<NftRule::Direction> direction) {
  for (const auto& rule : rules.rules)
    if (!direction || rule.direction == *direction)
      chain.rules.push_back(converted(rule, rules.link));
  if (!chain.rules.empty()) table.chains.push_back(std::move(chain));
}

Table family_of(NftHook hook) { return hook == NftHook::bridge ? Table::bridge : Table::inet; }

std::string name_prefix(NftHook hook) {
  return std::string(kTableName) + "-" + std::string(name_of(hook)) + "-";
}

std::string full_name(const DriverTable& table) {
  return std::string(table.family == Table::inet ? "inet " : "bridge ") + table.name;
}

}  // namespace

DriverTable driver_table(const NftRules& rules) {
  const bool is_bridge = rules.hook == NftHook::bridge;
  DriverTable table{family_of(rules.hook), name_prefix(rules.hook) + rules.link, {}};
  if (is_bridge) {
    add_chain(table, rules, {"from", &kDriverFromPort, {}}, NftRule::Direction::from);
    add_chain(table, rules, {"to", &kDriverToPort, {}}, NftRule::Direction::to);
  } else {
    const auto* hook = rules.hook == NftHook::forward ? &kDriverForward : &kDriverInput;
    add_chain(table, rules, {std::string(name_of(rules.hook)), hook, {}}, std::nullopt);
  }
  return table;
}

std::optional<NftRules> rules_of_table(Table family, std::string_view name) {
  for (const auto hook : {NftHook::forward, NftHook::input, NftHook::bridge}) {
    const auto prefix = name_prefix(hook);
    if (family == family_of(hook) && name.starts_with(prefix) && name.size() > prefix.size())
      return NftRules{std::string(name.substr(prefix.size())), hook, {}};
  }
  return std::nullopt;
}

Chain chain_in(const DriverTable& table, const DriverChain& chain) {
  return {table.family, chain.name.c_str(), chain.hook, table.name.c_str()};
}

std::string create_command(const DriverTable& table) {
  const auto name = full_name(table);
  std::string text = "add table " + name + " { comment \"" + std::string(kTableComment) + "\"; }";
  for (const auto& chain : table.chains) {
    text += "; add chain " + name + " " + chain.name + " { " + to_text(*chain.hook) + " }";
    for (const auto& rule : chain.rules)
      text += "; add rule " + name + " " + chain.name + " " + to_text(rule, table.family);
  }
  return text;
}

std::string replace_command(const DriverTable& table) {
  return "add table " + full_name(table) + "; " + delete_command(table) + "; " +
         create_command(table);
}

std::string delete_command(const DriverTable& table) { return "delete table " + full_name(table); }

}  // namespace mydocker::firewall
