// The resource NftRules: the nftables rules of a driver, in a table of their own
// (firewall/driver_table.hpp).
#include <linux/netfilter/nf_tables.h>

#include <cerrno>

#include "runtime/firewall/driver_table.hpp"
#include "runtime/kernel/nft_rule.hpp"
#include "runtime/kernel/nft_sets.hpp"
#include "runtime/kernel/nft_table.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

using firewall::DriverChain;
using firewall::DriverTable;

NftTable named(const DriverTable& table) { return table_named(table.family, table.name.c_str()); }

void add_driver_table(NftBatch& batch, const DriverTable& table, const std::string& owner,
                      std::uint16_t more) {
  add_table(batch, named(table), owner, more);
  for (const auto& chain : table.chains) {
    add_chain(batch, firewall::chain_in(table, chain));
    for (const auto& rule : chain.rules) add_rule(batch, firewall::chain_in(table, chain), rule);
  }
}

// Returns the expressions of each rule of the chain in the kernel, as text.
Result<std::vector<std::string>> rules_in(NftSession& nft, const firewall::Chain& chain) {
  const NftRuleHandle filter(nftnl_rule_alloc());
  copied(nftnl_rule_set_str(filter.get(), NFTNL_RULE_TABLE, chain.table_name));
  copied(nftnl_rule_set_str(filter.get(), NFTNL_RULE_CHAIN, chain.name));
  ObjectList list;
  const Ack ack = nft.list(
      nfproto_of(chain.table), NFT_MSG_GETRULE,
      [&filter](nlmsghdr& message) { nftnl_rule_nlmsg_build_payload(&message, filter.get()); },
      list);
  if (ack.error == ENOENT) return std::vector<std::string>();
  if (!ack.ok()) return error_of(ack);
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const NftRuleHandle rule(nftnl_rule_alloc());
    if (nftnl_rule_nlmsg_parse(list.at(i), rule.get()) < 0) continue;
    rules.push_back(expressions_text(*rule));
  }
  return rules;
}

Result<bool> has_rules(NftSession& nft, const DriverTable& table) {
  for (const auto& chain : table.chains) {
    const auto own = firewall::chain_in(table, chain);
    MYDOCKER_TRY(const auto found, rules_in(nft, own));
    std::vector<std::string> wanted;
    for (const auto& rule : chain.rules) wanted.push_back(text_of(own, rule));
    if (found != wanted) return false;
  }
  return true;
}

std::string name_of_table(nlmsghdr* message) {
  const NftTable table(nftnl_table_alloc());
  const char* name = nftnl_table_nlmsg_parse(message, table.get()) < 0
                         ? nullptr
                         : nftnl_table_get_str(table.get(), NFTNL_TABLE_NAME);
  return name == nullptr ? std::string() : std::string(name);
}

Result<Observation> table_state(NftSession& nft, const DriverTable& table,
                                const std::string& owner) {
  const NftQuestion question{nfproto_of(table.family), NFT_MSG_GETTABLE,
                             [&table](nlmsghdr& message) {
                               nftnl_table_nlmsg_build_payload(&message, named(table).get());
                             }};
  auto answer = std::move(nft.get_all(std::span(&question, 1)).front());
  if (answer.ack.error == ENOENT) return Observation{};
  if (!answer.ack.ok()) return error_of(answer.ack);
  return owner_state(*answer.object.at(0), owner);
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const NftRules& rules) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto table = firewall::driver_table(rules);
  MYDOCKER_TRY(const auto found, table_state(*nft, table, namespaces.owner()));
  if (found.state != State::matches) return found;
  MYDOCKER_TRY(const bool same, has_rules(*nft, table));
  return same ? found : Observation{State::differs, "with other rules", "", true};
}

Result<void> create(Namespaces& namespaces, const NftRules& rules) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  NftBatch batch;
  add_driver_table(batch, firewall::driver_table(rules), namespaces.owner(), NLM_F_EXCL);
  return result_of(nft->commit(batch));
}

// Replaces the rules in one transaction: each packet meets either the old or the new rules.
Result<void> update(Namespaces& namespaces, const NftRules& rules, const std::string& /*found*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto table = firewall::driver_table(rules);
  NftBatch batch;
  add_table(batch, named(table), namespaces.owner());
  delete_table(batch, named(table));
  add_driver_table(batch, table, namespaces.owner(), 0);
  return result_of(nft->commit(batch));
}

Result<std::vector<Resource>> driver_rules(Namespaces& namespaces) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  std::vector<Resource> found;
  for (const auto family : {firewall::Table::inet, firewall::Table::bridge}) {
    ObjectList tables;
    const Ack ack = nft->list(
        nfproto_of(family), NFT_MSG_GETTABLE, [](nlmsghdr& /*all*/) {}, tables);
    if (!ack.ok()) return error_of(ack);
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const auto rules = firewall::rules_of_table(family, name_of_table(tables.at(i)));
      if (rules && owner_state(*tables.at(i), namespaces.owner()).state == State::matches)
        found.emplace_back(*rules);
    }
  }
  return found;
}

Result<void> destroy(Namespaces& namespaces, const NftRules& rules) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto table = firewall::driver_table(rules);
  MYDOCKER_TRY(const auto found, table_state(*nft, table, namespaces.owner()));
  if (found.state == State::absent) return {};
  if (found.state == State::foreign)
    return Error(ErrorKind::already_exists,
                 "table \"" + table.name + "\" does not belong to mydocker: " + found.detail)
        .hint("see: nft list ruleset");
  NftBatch batch;
  delete_table(batch, named(table));
  const Ack ack = nft->commit(batch);
  return ack.error == ENOENT ? Result<void>() : result_of(ack);
}

}  // namespace mydocker::kernel
