// What the built-in chains of iptables-legacy do with packets of a network.
#include <linux/netfilter/nf_tables.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "runtime/kernel/foreign_verdict.hpp"
#include "runtime/kernel/legacy_table.hpp"

namespace mydocker::kernel {
namespace {

// A built-in chain that packets of networks pass.
struct BuiltInChain {
  const char* table;
  const char* name;
  unsigned hook;  // NF_INET_*
  ChainHook place;
};

// The table "nat" is left out, because iptables-legacy refuses DROP and REJECT there.
constexpr std::array kChains{
    BuiltInChain{"raw", "PREROUTING", NF_INET_PRE_ROUTING, ChainHook::prerouting},
    BuiltInChain{"mangle", "PREROUTING", NF_INET_PRE_ROUTING, ChainHook::prerouting},
    BuiltInChain{"mangle", "FORWARD", NF_INET_FORWARD, ChainHook::forward},
    BuiltInChain{"filter", "FORWARD", NF_INET_FORWARD, ChainHook::forward},
    BuiltInChain{"security", "FORWARD", NF_INET_FORWARD, ChainHook::forward},
    BuiltInChain{"mangle", "POSTROUTING", NF_INET_POST_ROUTING, ChainHook::postrouting},
};

template <class Value>
std::string_view raw_bytes(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

bool is_unset(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

// Evaluates the conditions of one rule. It does not own the packet.
class LegacyConditions {
 public:
  explicit LegacyConditions(const ProbePacket& packet) : packet_(packet) {}

  template <class Packet>
  void add(const Packet& rule) {
    // The flags for inverted conditions are the same for both families.
    const unsigned inverted = rule.invflags;
    link(packet_.in, raw_bytes(rule.iniface), raw_bytes(rule.iniface_mask),
         (inverted & IPT_INV_VIA_IN) != 0);
    link(packet_.out, raw_bytes(rule.outiface), raw_bytes(rule.outiface_mask),
         (inverted & IPT_INV_VIA_OUT) != 0);
    address(packet_.source, raw_bytes(rule.src), raw_bytes(rule.smsk),
            (inverted & IPT_INV_SRCIP) != 0);
    address(packet_.destination, raw_bytes(rule.dst), raw_bytes(rule.dmsk),
            (inverted & IPT_INV_DSTIP) != 0);
    if (rule.proto != 0) restrict(Applies::some);
  }

  void restrict(Applies applies) { effect_.applies = std::min(effect_.applies, applies); }
  [[nodiscard]] const RuleEffect& effect() const { return effect_; }

 private:
  void decide(bool holds, bool is_inverted, bool of_network) {
    if (holds == is_inverted) return restrict(Applies::no);
    effect_.is_for_network = effect_.is_for_network || (of_network && !is_inverted);
  }

  void link(std::string name, std::string_view wanted, std::string_view mask, bool is_inverted) {
    if (is_unset(mask)) return;
    const bool of_network = name == packet_.link;
    name.resize(mask.size(), '\0');
    bool same = true;
    for (std::size_t at = 0; at < mask.size(); ++at)
      same = same && ((name[at] ^ wanted[at]) & mask[at]) == 0;
    decide(same, is_inverted, of_network);
  }

  void address(const std::optional<IpPrefix>& known, std::string_view wanted, std::string_view mask,
               bool is_inverted) {
    if (is_unset(mask)) return;
    if (!known) return restrict(is_inverted ? Applies::maybe : Applies::some);
    bool is_complete = true;
    for (std::size_t at = 0; at < mask.size(); ++at) {
      const auto bits =
          std::clamp<int>(static_cast<int>(known->length) - static_cast<int>(at) * 8, 0, 8);
      const int known_bits = 0xff << (8 - bits) & 0xff;
      const int difference = known->address.bytes()[at] ^ static_cast<unsigned char>(wanted[at]);
      if ((difference & known_bits & mask[at]) != 0) return decide(false, is_inverted, true);
      is_complete = is_complete && (mask[at] & ~known_bits & 0xff) == 0;
    }
    if (!is_complete) return restrict(Applies::maybe);
    decide(true, is_inverted, true);
  }

  const ProbePacket& packet_;
  RuleEffect effect_{};
};

// Returns the possible verdicts of the rule's target. Empty: the next rule follows.
template <class Legacy>
std::vector<ForeignVerdict> verdicts_of(const LegacyRule<Legacy>& rule) {
  const auto target = rule.target_name();
  if (target == "REJECT") return {{NF_DROP}};
  if (target == "NFQUEUE" || target == "TPROXY" || target == "SYNPROXY") return {{NF_ACCEPT}};
  const auto verdict = rule.standard_verdict();
  if (!verdict) return {};
  if (*verdict == XT_RETURN) return {{NFT_RETURN}};
  if (*verdict < 0) return {{-*verdict - 1}};
  const auto next = static_cast<std::size_t>(*verdict);
  if (next == rule.at + rule.bytes.size()) return {};
  const bool is_goto = (rule.packet.flags & Legacy::kGoto) != 0;
  return {{is_goto ? NFT_GOTO : NFT_JUMP, std::to_string(next)}};
}

template <class Legacy>
RuleEffect effect_of_rule(const LegacyRule<Legacy>& rule, const ProbePacket& packet) {
  LegacyConditions conditions(packet);
  conditions.add(rule.packet);
  for (const auto& match : matches_of(rule))
    conditions.restrict(applies_to(packet, match.name, match.data));
  auto effect = conditions.effect();
  effect.verdicts = verdicts_of(rule);
  return effect;
}

// Returns the effects of the rules on one packet. The name of a chain is the position of its first
// rule. The arguments must outlive the result.
template <class Legacy>
ReadEffect effects_in(const std::vector<LegacyRule<Legacy>>& rules, const ProbePacket& packet) {
  return [&](const std::string& chain, std::size_t at) -> std::optional<RuleEffect> {
    std::size_t first = 0;
    std::from_chars(chain.data(), chain.data() + chain.size(), first);
    const auto found = std::ranges::find(rules, first, &LegacyRule<Legacy>::at);
    if (at >= static_cast<std::size_t>(rules.end() - found)) return std::nullopt;
    return effect_of_rule(found[static_cast<std::ptrdiff_t>(at)], packet);
  };
}

template <class Legacy>
std::vector<DroppingChain> chains_of(const LegacyTable<Legacy>& table, const RuleSearch& search) {
  const std::string name = table.info.name;
  const auto rules = rules_of(table);
  std::vector<DroppingChain> found;
  for (const auto& chain : kChains) {
    if (name != chain.table) continue;
    const auto policy = std::ranges::find(rules, std::size_t{table.info.underflow[chain.hook]},
                                          &LegacyRule<Legacy>::at);
    const bool drops = policy != rules.end() && policy->standard_verdict() == -NF_DROP - 1;
    const bool before_conntrack = name == "raw";
    bool is_dropped = false;
    bool replies = false;
    for (const auto& packet :
         packets_at(chain.place, false, before_conntrack, Legacy::kVersion, search)) {
      if (!TableWalk(effects_in(rules, packet))
               .drops(std::to_string(table.info.hook_entry[chain.hook]),
                      drops ? NF_DROP : NF_ACCEPT))
        continue;
      is_dropped = true;
      replies = replies || packet.in != search.link;
    }
    if (is_dropped)
      found.push_back({Legacy::kFamily, name + " " + chain.name, chain.place,
                       replies && before_conntrack, Legacy::kTool});
  }
  return found;
}

}  // namespace

std::vector<DroppingChain> dropping_chains(const LegacyTable<LegacyV4>& table,
                                           const RuleSearch& search) {
  return chains_of(table, search);
}

std::vector<DroppingChain> dropping_chains(const LegacyTable<LegacyV6>& table,
                                           const RuleSearch& search) {
  return chains_of(table, search);
}

}  // namespace mydocker::kernel
