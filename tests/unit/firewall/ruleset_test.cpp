#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "runtime/firewall/rule.hpp"
#include "runtime/firewall/text.hpp"

namespace mydocker::firewall {
namespace {

// The sets that the rules of all chains use.
std::set<std::string> used_sets() {
  std::set<std::string> used;
  for (const Chain* chain : all_chains()) {
    for (const Rule& rule : rules_of(*chain)) {
      for (const Match& match : rule.matches)
        if (const auto* in = std::get_if<InSet>(&match)) used.insert(full_name(*in->set));
      if (const auto* translate = std::get_if<Translate>(&rule.action))
        used.insert(full_name(*translate->map));
    }
  }
  return used;
}

TEST(Ruleset, UsesEachSetThatItDeclares) {
  std::set<std::string> declared;
  for (const Set* set : all_sets()) declared.insert(full_name(*set));
  EXPECT_EQ(declared.size(), all_sets().size());
  EXPECT_EQ(used_sets(), declared);
}

// nft(8) reads a table from top to bottom.
TEST(Ruleset, DeclaresAChainBeforeTheJumpsToIt) {
  const auto chains = all_chains();
  for (auto chain = chains.begin(); chain != chains.end(); ++chain) {
    for (const Rule& rule : rules_of(**chain)) {
      const auto* jump = std::get_if<Jump>(&rule.action);
      if (jump == nullptr) continue;
      EXPECT_LT(std::ranges::find(chains, jump->chain), chain) << (*chain)->name;
    }
  }
}

TEST(Ruleset, LooksUpOnlyKeysOfTheSetsOwnFields) {
  for (const Chain* chain : all_chains())
    for (const Rule& rule : rules_of(*chain))
      for (const Match& match : rule.matches)
        if (const auto* in = std::get_if<InSet>(&match)) {
          EXPECT_EQ(in->selectors.size(), in->set->key.size()) << to_text(rule, chain->table);
          EXPECT_EQ(in->set->table, chain->table) << to_text(rule, chain->table);
        }
}

TEST(Ruleset, PrintsRulesAsNftDoes) {
  using S = Selector;
  const IpPrefix loopback = IpPrefix::parse("127.0.0.0/8").value();
  const IpPrefix one = IpPrefix::parse("::1/128").value();
  EXPECT_EQ(
      to_text({{InSet{{S::family}, &kNoTransit}, OtherLink::in, OtherLink::out}, Verdict::drop},
              Table::inet),
      "meta nfproto @no_transit iifgroup != 28004 oifgroup != 28004 drop");
  EXPECT_EQ(to_text({{IsSeen{}}, Verdict::leave}, Table::inet),
            "meta mark & 0x10000000 != 0x00000000 return");
  EXPECT_EQ(
      to_text({{InLinkIsNot{"lo"}, AddressIn{S::ip_target, loopback}}, Verdict::drop}, Table::inet),
      "iifname != \"lo\" ip daddr 127.0.0.0/8 drop");
  EXPECT_EQ(to_text({{AddressIn{S::ip6_source, one}}, MasqueradeSource{}}, Table::inet),
            "ip6 saddr ::1 masquerade");
  EXPECT_EQ(to_text({{FamilyIs{Family::v4}}, Verdict::leave}, Table::inet),
            "meta nfproto ipv4 return");
  EXPECT_EQ(to_text({{FamilyIs{Family::v6}}, Verdict::accept}, Table::bridge),
            "ether type ip6 accept");
  EXPECT_EQ(to_text({{},
                     Translate{NatKind::target,
                               Family::v4,
                               {S::ip_target, S::l4_protocol, S::target_port},
                               &kPortsAt4}},
                    Table::inet),
            "dnat ip to ip daddr . meta l4proto . th dport map @ports_at4");
  EXPECT_EQ(to_text({{InSet{{S::in_link, S::nd_target}, &kNdTargets, true}}, Verdict::drop},
                    Table::bridge),
            "iifname . @th,64,128 != @nd_targets drop");
}

}  // namespace
}  // namespace mydocker::firewall
