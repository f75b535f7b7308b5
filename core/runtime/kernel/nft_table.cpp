#include "runtime/kernel/nft_table.hpp"

#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include "runtime/base/firewall_text.hpp"
#include "runtime/kernel/nft_rules.hpp"
#include "runtime/kernel/nft_set_shapes.hpp"

namespace mydocker::kernel {
namespace {

struct ChainShape {
  NftName name;
  const char* type = nullptr;  // null: no hook, others jump to it
  std::uint32_t hook = 0;
  std::int32_t priority = 0;
};
// Behind everybody's filters, so that an operator's are consulted first.
constexpr std::int32_t kAfterFilters = NF_IP_PRI_FILTER + 10;
// Whom others jump to comes first.
constexpr std::array<ChainShape, 10> kChains{{
    {kSourceChain},
    {kLoopbackChain, "filter", NF_INET_PRE_ROUTING, NF_IP_PRI_RAW},
    {kPublishedChain},
    {kPreroutingChain, "nat", NF_INET_PRE_ROUTING, NF_IP_PRI_NAT_DST},
    {kOutputChain, "nat", NF_INET_LOCAL_OUT, NF_IP_PRI_NAT_DST},
    {kInwardChain},
    {kForwardChain, "filter", NF_INET_FORWARD, kAfterFilters},
    {kPostroutingChain, "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC},
    {kGuardChain},
    {kBridgePreroutingChain, "filter", NF_BR_PRE_ROUTING, NF_BR_PRI_FILTER_BRIDGED},
}};

constexpr std::array<std::uint8_t, 2> kFamilies{NFPROTO_INET, NFPROTO_BRIDGE};

void add_table(NftBatch& batch, std::uint8_t family, Onto onto) {
  const NftTable table = our_table(family);
  const std::string comment = comment_entry();
  nftnl_table_set_data(table.get(), NFTNL_TABLE_USERDATA, comment.data(),
                       static_cast<std::uint32_t>(comment.size()));
  const std::uint16_t flags = onto == Onto::nothing ? NLM_F_CREATE | NLM_F_EXCL : NLM_F_CREATE;
  batch.add(family, NFT_MSG_NEWTABLE, flags, [&table](nlmsghdr& message) {
    nftnl_table_nlmsg_build_payload(&message, table.get());
  });
}

NftChain chain_named(const NftName& name) {
  NftChain chain(nftnl_chain_alloc());
  nftnl_chain_set_str(chain.get(), NFTNL_CHAIN_TABLE, kTableName);
  nftnl_chain_set_str(chain.get(), NFTNL_CHAIN_NAME, name.name);
  nftnl_chain_set_u32(chain.get(), NFTNL_CHAIN_FAMILY, name.family);
  return chain;
}

void add_chain(NftBatch& batch, const ChainShape& shape) {
  const NftChain chain = chain_named(shape.name);
  if (shape.type != nullptr) {
    nftnl_chain_set_str(chain.get(), NFTNL_CHAIN_TYPE, shape.type);
    nftnl_chain_set_u32(chain.get(), NFTNL_CHAIN_HOOKNUM, shape.hook);
    nftnl_chain_set_s32(chain.get(), NFTNL_CHAIN_PRIO, shape.priority);
    nftnl_chain_set_u32(chain.get(), NFTNL_CHAIN_POLICY, NF_ACCEPT);
  }
  batch.add(shape.name.family, NFT_MSG_NEWCHAIN, NLM_F_CREATE, [&chain](nlmsghdr& message) {
    nftnl_chain_nlmsg_build_payload(&message, chain.get());
  });
}

// Takes its rules away, so that they can be added again.
void flush_chain(NftBatch& batch, const NftName& name) {
  const NftRuleHandle all(nftnl_rule_alloc());
  nftnl_rule_set_str(all.get(), NFTNL_RULE_TABLE, kTableName);
  nftnl_rule_set_str(all.get(), NFTNL_RULE_CHAIN, name.name);
  nftnl_rule_set_u32(all.get(), NFTNL_RULE_FAMILY, name.family);
  batch.add(name.family, NFT_MSG_DELRULE, 0,
            [&all](nlmsghdr& message) { nftnl_rule_nlmsg_build_payload(&message, all.get()); });
}

Result<std::string> difference_in(NftSession& nft, const SetShape& shape) {
  ObjectList found;
  const NftSet set = set_named(shape.name);
  const Answer answer = nft.ask(
      shape.name.family, NFT_MSG_GETSET,
      [&set](nlmsghdr& message) { nftnl_set_nlmsg_build_payload(&message, set.get()); }, found);
  if (answer.error == ENOENT) return std::string("without set ") + shape.name.name;
  if (!answer.ok()) return error_of(answer);
  return std::string();
}

// The kernel counts a chain's rules and the jumps to it as its uses.
std::uint32_t uses_of(const NftName& chain, std::span<const NftRule> rules) {
  const auto uses = std::ranges::count_if(rules, [&chain](const NftRule& rule) {
    return rule.chain() == chain || rule.target() == chain;
  });
  return static_cast<std::uint32_t>(uses);
}

Result<std::string> difference_in(NftSession& nft, const NftName& name, std::uint32_t uses) {
  ObjectList found;
  const NftChain chain = chain_named(name);
  const Answer answer = nft.ask(
      name.family, NFT_MSG_GETCHAIN,
      [&chain](nlmsghdr& message) { nftnl_chain_nlmsg_build_payload(&message, chain.get()); },
      found);
  if (answer.error == ENOENT) return std::string("without chain ") + name.name;
  if (!answer.ok()) return error_of(answer);
  const NftChain state(nftnl_chain_alloc());
  if (nftnl_chain_nlmsg_parse(found.at(0), state.get()) < 0 ||
      !nftnl_chain_is_set(state.get(), NFTNL_CHAIN_USE))
    return std::string();
  if (nftnl_chain_get_u32(state.get(), NFTNL_CHAIN_USE) == uses) return std::string();
  return std::string("other rules in chain ") + name.name;
}

}  // namespace

NftTable our_table(std::uint8_t family) {
  NftTable table(nftnl_table_alloc());
  nftnl_table_set_str(table.get(), NFTNL_TABLE_NAME, kTableName);
  nftnl_table_set_u32(table.get(), NFTNL_TABLE_FAMILY, family);
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
  for (const std::uint8_t family : kFamilies) add_table(batch, family, onto);
  std::uint32_t number = 0;
  for (const SetShape& shape : set_shapes()) add_set(batch, shape, ++number);
  for (const ChainShape& shape : kChains) {
    add_chain(batch, shape);
    if (onto == Onto::remains) flush_chain(batch, shape.name);
  }
  for (const NftRule& rule : all_rules()) rule.add_to(batch);
}

Result<std::string> difference_in(NftSession& nft) {
  for (const SetShape& shape : set_shapes()) {
    MYDOCKER_TRY(std::string found, difference_in(nft, shape));
    if (!found.empty()) return found;
  }
  const auto rules = all_rules();
  for (const ChainShape& shape : kChains) {
    MYDOCKER_TRY(std::string found, difference_in(nft, shape.name, uses_of(shape.name, rules)));
    if (!found.empty()) return found;
  }
  return std::string();
}

}  // namespace mydocker::kernel
