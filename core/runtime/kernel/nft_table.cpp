#include "runtime/kernel/nft_table.hpp"

#include <netinet/in.h>  // this header must be included before the kernel's own headers

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter_bridge.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "runtime/base/firewall_loss.hpp"
#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/nft_rule.hpp"
#include "runtime/kernel/nft_sets.hpp"

namespace mydocker::kernel {
namespace {

using firewall::Chain;
using firewall::HookPoint;

std::uint32_t hook_number(const Chain& chain) {
  const bool is_bridge = chain.table == firewall::Table::bridge;
  switch (chain.hook->point) {
    case HookPoint::prerouting:
      return is_bridge ? NF_BR_PRE_ROUTING : NF_INET_PRE_ROUTING;
    case HookPoint::input:
      return is_bridge ? NF_BR_LOCAL_IN : NF_INET_LOCAL_IN;
    case HookPoint::forward:
      return is_bridge ? NF_BR_FORWARD : NF_INET_FORWARD;
    case HookPoint::output:
      return is_bridge ? NF_BR_LOCAL_OUT : NF_INET_LOCAL_OUT;
    case HookPoint::postrouting:
      return is_bridge ? NF_BR_POST_ROUTING : NF_INET_POST_ROUTING;
  }
  return 0;
}

// Types of entries in the user data of a table or a chain. An entry has a type, a length, and a
// value. nft(8) ignores types that it does not know. So a ruleset that nft(8) has saved and
// restored has none of these entries.
constexpr std::uint8_t kOwnerEntry = 200;
constexpr std::uint8_t kMadeByEntry = 201;  // entry of a chain
constexpr std::size_t kEntryHeader = 2;

// Returns the last characters of the path of the run directory. The user data of a table has only
// 256 bytes. Long paths differ mostly at their end.
std::string end_of(const std::string& owner) {
  constexpr std::size_t kLongest = 200;
  return owner.size() <= kLongest ? owner : owner.substr(owner.size() - kLongest);
}

std::uint8_t family_of(const NftTable& table) {
  return static_cast<std::uint8_t>(nftnl_table_get_u32(table.get(), NFTNL_TABLE_FAMILY));
}

// Returns whether two paths name the same directory. A run directory can have several paths, for
// example through a symbolic link.
bool is_same_directory(const std::string& one, const std::string& other) {
  std::error_code failed;
  return one == other || std::filesystem::equivalent(one, other, failed);
}

// Deletes all rules of the chain.
void flush_chain(NftBatch& batch, const Chain& chain) {
  const NftRuleHandle all(nftnl_rule_alloc());
  copied(nftnl_rule_set_str(all.get(), NFTNL_RULE_TABLE, firewall::kTableName));
  copied(nftnl_rule_set_str(all.get(), NFTNL_RULE_CHAIN, chain.name));
  nftnl_rule_set_u32(all.get(), NFTNL_RULE_FAMILY, nfproto_of(chain.table));
  batch.add(nfproto_of(chain.table), NFT_MSG_DELRULE, 0,
            [&all](nlmsghdr& message) { nftnl_rule_nlmsg_build_payload(&message, all.get()); });
}

void delete_chain(NftBatch& batch, const Chain& chain) {
  const NftChain named = chain_named(chain);
  batch.add(nfproto_of(chain.table), NFT_MSG_DELCHAIN, 0, [&named](nlmsghdr& message) {
    nftnl_chain_nlmsg_build_payload(&message, named.get());
  });
}

// Deletes the chains with all their rules. Deleting a missing chain is an error, so each chain is
// added first.
void delete_chains(NftBatch& batch) {
  for (const Chain* chain : firewall::all_chains()) add_chain(batch, *chain);
  for (const Chain* chain : firewall::all_chains()) flush_chain(batch, *chain);
  for (const Chain* chain : firewall::all_chains()) delete_chain(batch, *chain);
}

}  // namespace

NftChain chain_named(const Chain& chain) {
  NftChain named(nftnl_chain_alloc());
  copied(nftnl_chain_set_str(named.get(), NFTNL_CHAIN_TABLE, chain.table_name));
  copied(nftnl_chain_set_str(named.get(), NFTNL_CHAIN_NAME, chain.name));
  nftnl_chain_set_u32(named.get(), NFTNL_CHAIN_FAMILY, nfproto_of(chain.table));
  return named;
}

std::string chain_data() {
  const NftUserData data(nftnl_udata_buf_alloc(NFT_USERDATA_MAXLEN));
  nftnl_udata_put_strz(data.get(), kMadeByEntry, firewall::kTableName);
  return {static_cast<const char*>(nftnl_udata_buf_data(data.get())),
          nftnl_udata_buf_len(data.get())};
}

NftTable table_named(firewall::Table table, const char* name) {
  NftTable named(nftnl_table_alloc());
  copied(nftnl_table_set_str(named.get(), NFTNL_TABLE_NAME, name));
  nftnl_table_set_u32(named.get(), NFTNL_TABLE_FAMILY, nfproto_of(table));
  return named;
}

std::string table_data(const std::string& owner) {
  const std::string text(firewall::kTableComment);
  const NftUserData data(nftnl_udata_buf_alloc(NFT_USERDATA_MAXLEN));
  nftnl_udata_put_strz(data.get(), NFTNL_UDATA_TABLE_COMMENT, text.c_str());
  if (!owner.empty()) nftnl_udata_put_strz(data.get(), kOwnerEntry, end_of(owner).c_str());
  return {static_cast<const char*>(nftnl_udata_buf_data(data.get())),
          nftnl_udata_buf_len(data.get())};
}

std::optional<std::string> owner_in(std::string_view data) {
  const auto comment = table_data({});
  if (!data.starts_with(comment)) return std::nullopt;
  data.remove_prefix(comment.size());
  if (data.size() <= kEntryHeader || static_cast<std::uint8_t>(data.front()) != kOwnerEntry)
    return std::string();
  data.remove_prefix(kEntryHeader);
  return std::string(data.substr(0, data.find('\0')));
}

Observation owner_state(nlmsghdr& message, const std::string& owner) {
  const NftTable table(nftnl_table_alloc());
  std::uint32_t size = 0;
  const void* data = nullptr;
  if (nftnl_table_nlmsg_parse(&message, table.get()) >= 0)
    data = nftnl_table_get_data(table.get(), NFTNL_TABLE_USERDATA, &size);
  const auto found =
      data == nullptr ? std::nullopt : owner_in({static_cast<const char*>(data), size});
  if (!found)
    return {State::foreign,
            "a table without the comment \"" + std::string(firewall::kTableComment) + "\"", ""};
  const auto own = owner_in(table_data(owner)).value_or(owner);
  if (found->empty() || own.empty() || is_same_directory(*found, own))
    return {State::matches, "", ""};
  return {State::foreign, base::firewall_of_another(*found).message(), *found};
}

void add_table(NftBatch& batch, const NftTable& table, const std::string& owner,
               std::uint16_t more) {
  const std::string data = table_data(owner);
  copied(nftnl_table_set_data(table.get(), NFTNL_TABLE_USERDATA, data.data(),
                              static_cast<std::uint32_t>(data.size())));
  const auto flags = static_cast<std::uint16_t>(NLM_F_CREATE | more);
  batch.add(family_of(table), NFT_MSG_NEWTABLE, flags, [&table](nlmsghdr& message) {
    nftnl_table_nlmsg_build_payload(&message, table.get());
  });
}

void delete_table(NftBatch& batch, const NftTable& table) {
  batch.add(family_of(table), NFT_MSG_DELTABLE, 0, [&table](nlmsghdr& message) {
    nftnl_table_nlmsg_build_payload(&message, table.get());
  });
}

void add_chain(NftBatch& batch, const Chain& chain) {
  const NftChain made = chain_named(chain);
  const std::string data = chain_data();
  copied(nftnl_chain_set_data(made.get(), NFTNL_CHAIN_USERDATA, data.data(),
                              static_cast<std::uint32_t>(data.size())));
  if (chain.hook != nullptr) {
    const bool is_filter = chain.hook->type == firewall::ChainType::filter;
    copied(nftnl_chain_set_str(made.get(), NFTNL_CHAIN_TYPE, is_filter ? "filter" : "nat"));
    nftnl_chain_set_u32(made.get(), NFTNL_CHAIN_HOOKNUM, hook_number(chain));
    nftnl_chain_set_s32(made.get(), NFTNL_CHAIN_PRIO, chain.hook->priority.number);
    nftnl_chain_set_u32(made.get(), NFTNL_CHAIN_POLICY, NF_ACCEPT);
  }
  batch.add(nfproto_of(chain.table), NFT_MSG_NEWCHAIN, NLM_F_CREATE,
            [&made](nlmsghdr& message) { nftnl_chain_nlmsg_build_payload(&message, made.get()); });
}

void add_everything(NftBatch& batch, CreateMode mode, const std::string& owner) {
  if (mode == CreateMode::replace) {
    // Each table is added before it is deleted. It is an error to delete a missing table, but not
    // to add an existing one.
    for (const firewall::Table table : firewall::kTables) {
      add_table(batch, table_named(table), owner);
      delete_table(batch, table_named(table));
    }
  }
  const std::uint16_t more = mode == CreateMode::fresh ? NLM_F_EXCL : 0;
  for (const firewall::Table table : firewall::kTables)
    add_table(batch, table_named(table), owner, more);
  if (mode == CreateMode::complete) delete_chains(batch);
  std::uint32_t number = 0;
  for (const firewall::Set* set : firewall::all_sets()) add_set(batch, *set, ++number);
  for (const Chain* chain : firewall::all_chains()) add_chain(batch, *chain);
  for (const Chain* chain : firewall::all_chains())
    for (const firewall::Rule& rule : firewall::rules_of(*chain)) add_rule(batch, *chain, rule);
}

}  // namespace mydocker::kernel
