#include "runtime/kernel/nft_table.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter_ipv4.h>

#include <array>
#include <cerrno>

#include "runtime/base/firewall_text.hpp"
#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nft_rule.hpp"

namespace mydocker::kernel {
namespace {

// nft(8)'s numbers for what a key is and in which order its bytes are; only its listings use them.
constexpr std::uint32_t kTypeAddressV4 = 7;
constexpr std::uint32_t kTypeAddressV6 = 8;
constexpr std::uint32_t kTypeLinkName = 41;
constexpr std::uint32_t kTypePair = kTypeLinkName << 6U | kTypeLinkName;
enum class ByteOrder : std::uint32_t { mixed = 0, host = 1, network = 2 };

struct SetShape {
  const char* name;
  std::uint32_t type;
  std::uint32_t size;
  std::uint32_t flags;
  ByteOrder order;
};
constexpr std::array<SetShape, 4> kSets{{
    {kLinksSet, kTypeLinkName, kNameKeySize, 0, ByteOrder::host},
    {kWithinSet, kTypePair, 2 * kNameKeySize, 0, ByteOrder::mixed},
    {kMasquerade4Set, kTypeAddressV4, 4, NFT_SET_INTERVAL, ByteOrder::network},
    {kMasquerade6Set, kTypeAddressV6, 16, NFT_SET_INTERVAL, ByteOrder::network},
}};

struct ChainShape {
  const char* name;
  const char* type;
  std::uint32_t hook;
  std::int32_t priority;
  std::uint32_t rules;
};
constexpr ChainShape kForward{"forward", "filter", NF_INET_FORWARD, NF_IP_PRI_FILTER, 3};
constexpr ChainShape kPostrouting{"postrouting", "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC, 3};
constexpr std::array<ChainShape, 2> kChains{kForward, kPostrouting};

void add_table(NftBatch& batch, Onto onto) {
  const NftTable table = our_table();
  const std::string comment = comment_entry();
  nftnl_table_set_data(table.get(), NFTNL_TABLE_USERDATA, comment.data(),
                       static_cast<std::uint32_t>(comment.size()));
  const std::uint16_t flags = onto == Onto::nothing ? NLM_F_CREATE | NLM_F_EXCL : NLM_F_CREATE;
  batch.add(NFT_MSG_NEWTABLE, flags, [&table](nlmsghdr& message) {
    nftnl_table_nlmsg_build_payload(&message, table.get());
  });
}

NftSet set_named(const char* name) {
  NftSet set(nftnl_set_alloc());
  nftnl_set_set_str(set.get(), NFTNL_SET_TABLE, kTableName);
  nftnl_set_set_str(set.get(), NFTNL_SET_NAME, name);
  nftnl_set_set_u32(set.get(), NFTNL_SET_FAMILY, NFPROTO_INET);
  return set;
}

void add_set(NftBatch& batch, const SetShape& shape, std::uint32_t number) {
  const NftSet set = set_named(shape.name);
  const NftUserData data(nftnl_udata_buf_alloc(NFT_USERDATA_MAXLEN));
  nftnl_udata_put_u32(data.get(), NFTNL_UDATA_SET_KEYBYTEORDER,
                      static_cast<std::uint32_t>(shape.order));
  nftnl_set_set_u32(set.get(), NFTNL_SET_ID, number);
  nftnl_set_set_u32(set.get(), NFTNL_SET_FLAGS, shape.flags);
  nftnl_set_set_u32(set.get(), NFTNL_SET_KEY_TYPE, shape.type);
  nftnl_set_set_u32(set.get(), NFTNL_SET_KEY_LEN, shape.size);
  nftnl_set_set_data(set.get(), NFTNL_SET_USERDATA, nftnl_udata_buf_data(data.get()),
                     nftnl_udata_buf_len(data.get()));
  batch.add(NFT_MSG_NEWSET, NLM_F_CREATE,
            [&set](nlmsghdr& message) { nftnl_set_nlmsg_build_payload(&message, set.get()); });
}

NftChain chain_named(const char* name) {
  NftChain chain(nftnl_chain_alloc());
  nftnl_chain_set_str(chain.get(), NFTNL_CHAIN_TABLE, kTableName);
  nftnl_chain_set_str(chain.get(), NFTNL_CHAIN_NAME, name);
  nftnl_chain_set_u32(chain.get(), NFTNL_CHAIN_FAMILY, NFPROTO_INET);
  return chain;
}

void add_chain(NftBatch& batch, const ChainShape& shape) {
  const NftChain chain = chain_named(shape.name);
  nftnl_chain_set_str(chain.get(), NFTNL_CHAIN_TYPE, shape.type);
  nftnl_chain_set_u32(chain.get(), NFTNL_CHAIN_HOOKNUM, shape.hook);
  nftnl_chain_set_s32(chain.get(), NFTNL_CHAIN_PRIO, shape.priority);
  nftnl_chain_set_u32(chain.get(), NFTNL_CHAIN_POLICY, NF_ACCEPT);
  batch.add(NFT_MSG_NEWCHAIN, NLM_F_CREATE, [&chain](nlmsghdr& message) {
    nftnl_chain_nlmsg_build_payload(&message, chain.get());
  });
}

// Takes its rules away, so that they can be added again.
void flush_chain(NftBatch& batch, const ChainShape& shape) {
  const NftRuleHandle all(nftnl_rule_alloc());
  nftnl_rule_set_str(all.get(), NFTNL_RULE_TABLE, kTableName);
  nftnl_rule_set_str(all.get(), NFTNL_RULE_CHAIN, shape.name);
  nftnl_rule_set_u32(all.get(), NFTNL_RULE_FAMILY, NFPROTO_INET);
  batch.add(NFT_MSG_DELRULE, 0,
            [&all](nlmsghdr& message) { nftnl_rule_nlmsg_build_payload(&message, all.get()); });
}

void add_rules(NftBatch& batch) {
  NftRule(kForward.name).answers().verdict(NF_ACCEPT).add_to(batch);
  NftRule(kForward.name).link_pair_in(kWithinSet).verdict(NF_ACCEPT).add_to(batch);
  NftRule(kForward.name).out_link_in(kLinksSet).verdict(NF_DROP).add_to(batch);
  NftRule(kPostrouting.name).out_link_in(kLinksSet).verdict(NFT_RETURN).add_to(batch);
  NftRule(kPostrouting.name).field_in(kSourceV4, kMasquerade4Set).masquerade().add_to(batch);
  NftRule(kPostrouting.name).field_in(kSourceV6, kMasquerade6Set).masquerade().add_to(batch);
}

Result<std::string> difference_in(NftSession& nft, const SetShape& shape) {
  ObjectList found;
  const NftSet set = set_named(shape.name);
  const Answer answer = nft.ask(
      NFT_MSG_GETSET,
      [&set](nlmsghdr& message) { nftnl_set_nlmsg_build_payload(&message, set.get()); }, found);
  if (answer.error == ENOENT) return std::string("without set ") + shape.name;
  if (!answer.ok()) return error_of(answer);
  return std::string();
}

Result<std::string> difference_in(NftSession& nft, const ChainShape& shape) {
  ObjectList found;
  const NftChain chain = chain_named(shape.name);
  const Answer answer = nft.ask(
      NFT_MSG_GETCHAIN,
      [&chain](nlmsghdr& message) { nftnl_chain_nlmsg_build_payload(&message, chain.get()); },
      found);
  if (answer.error == ENOENT) return std::string("without chain ") + shape.name;
  if (!answer.ok()) return error_of(answer);
  const NftChain state(nftnl_chain_alloc());
  if (nftnl_chain_nlmsg_parse(found.at(0), state.get()) < 0 ||
      !nftnl_chain_is_set(state.get(), NFTNL_CHAIN_USE))
    return std::string();
  const std::uint32_t rules = nftnl_chain_get_u32(state.get(), NFTNL_CHAIN_USE);
  if (rules == shape.rules) return std::string();
  return std::to_string(rules) + " rules in chain " + shape.name;
}

}  // namespace

NftTable our_table() {
  NftTable table(nftnl_table_alloc());
  nftnl_table_set_str(table.get(), NFTNL_TABLE_NAME, kTableName);
  nftnl_table_set_u32(table.get(), NFTNL_TABLE_FAMILY, NFPROTO_INET);
  return table;
}

std::string comment_entry() {
  const std::string text(base::kFirewallComment);
  const NftUserData data(nftnl_udata_buf_alloc(NFT_USERDATA_MAXLEN));
  nftnl_udata_put_strz(data.get(), NFTNL_UDATA_TABLE_COMMENT, text.c_str());
  return {static_cast<const char*>(nftnl_udata_buf_data(data.get())),
          nftnl_udata_buf_len(data.get())};
}

void add_everything(NftBatch& batch, Onto onto) {
  add_table(batch, onto);
  std::uint32_t number = 0;
  for (const SetShape& shape : kSets) add_set(batch, shape, ++number);
  for (const ChainShape& shape : kChains) {
    add_chain(batch, shape);
    if (onto == Onto::remains) flush_chain(batch, shape);
  }
  add_rules(batch);
}

Result<std::string> difference_in(NftSession& nft) {
  for (const SetShape& shape : kSets) {
    MYDOCKER_TRY(std::string found, difference_in(nft, shape));
    if (!found.empty()) return found;
  }
  for (const ChainShape& shape : kChains) {
    MYDOCKER_TRY(std::string found, difference_in(nft, shape));
    if (!found.empty()) return found;
  }
  return std::string();
}

}  // namespace mydocker::kernel
