#include "runtime/kernel/nft_table.hpp"

#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include "runtime/base/firewall_text.hpp"
#include "runtime/kernel/nft_rules.hpp"
#include "runtime/kernel/nft_set_definitions.hpp"

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
    {kToContainerChain},
    {kForwardChain, "filter", NF_INET_FORWARD, kAfterFilters},
    {kPostroutingChain, "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC},
    {kAntispoofChain},
    {kBridgePreroutingChain, "filter", NF_BR_PRE_ROUTING, NF_BR_PRI_FILTER_BRIDGED},
}};

constexpr std::array<std::uint8_t, 2> kFamilies{NFPROTO_INET, NFPROTO_BRIDGE};

void add_table(NftBatch& batch, std::uint8_t family, CreateMode mode) {
  const NftTable table = our_table(family);
  const std::string comment = comment_entry();
  nftnl_table_set_data(table.get(), NFTNL_TABLE_USERDATA, comment.data(),
                       static_cast<std::uint32_t>(comment.size()));
  const std::uint16_t flags = mode == CreateMode::fresh ? NLM_F_CREATE | NLM_F_EXCL : NLM_F_CREATE;
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

void add_chain(NftBatch& batch, const ChainShape& definition) {
  const NftChain chain = chain_named(definition.name);
  if (definition.type != nullptr) {
    nftnl_chain_set_str(chain.get(), NFTNL_CHAIN_TYPE, definition.type);
    nftnl_chain_set_u32(chain.get(), NFTNL_CHAIN_HOOKNUM, definition.hook);
    nftnl_chain_set_s32(chain.get(), NFTNL_CHAIN_PRIO, definition.priority);
    nftnl_chain_set_u32(chain.get(), NFTNL_CHAIN_POLICY, NF_ACCEPT);
  }
  batch.add(definition.name.family, NFT_MSG_NEWCHAIN, NLM_F_CREATE, [&chain](nlmsghdr& message) {
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

Result<std::string> find_drift(NftSession& nft, const SetDefinition& definition) {
  ObjectList found;
  const NftSet set = set_named(definition.name);
  const Ack ack = nft.get(
      definition.name.family, NFT_MSG_GETSET,
      [&set](nlmsghdr& message) { nftnl_set_nlmsg_build_payload(&message, set.get()); }, found);
  if (ack.error == ENOENT) return std::string("without set ") + definition.name.name;
  if (!ack.ok()) return error_of(ack);
  return std::string();
}

// The kernel counts a chain's rules and the jumps to it as its uses.
std::uint32_t uses_of(const NftName& chain, std::span<const NftRule> rules) {
  const auto uses = std::ranges::count_if(rules, [&chain](const NftRule& rule) {
    return rule.chain() == chain || rule.target() == chain;
  });
  return static_cast<std::uint32_t>(uses);
}

Result<std::string> find_drift(NftSession& nft, const NftName& name, std::uint32_t uses) {
  ObjectList found;
  const NftChain chain = chain_named(name);
  const Ack ack = nft.get(
      name.family, NFT_MSG_GETCHAIN,
      [&chain](nlmsghdr& message) { nftnl_chain_nlmsg_build_payload(&message, chain.get()); },
      found);
  if (ack.error == ENOENT) return std::string("without chain ") + name.name;
  if (!ack.ok()) return error_of(ack);
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

void add_everything(NftBatch& batch, CreateMode mode) {
  for (const std::uint8_t family : kFamilies) add_table(batch, family, mode);
  std::uint32_t number = 0;
  for (const SetDefinition& definition : set_definitions()) add_set(batch, definition, ++number);
  for (const ChainShape& definition : kChains) {
    add_chain(batch, definition);
    if (mode == CreateMode::complete) flush_chain(batch, definition.name);
  }
  for (const NftRule& rule : all_rules()) rule.add_to(batch);
}

Result<std::string> find_drift(NftSession& nft) {
  for (const SetDefinition& definition : set_definitions()) {
    MYDOCKER_TRY(std::string found, find_drift(nft, definition));
    if (!found.empty()) return found;
  }
  const auto rules = all_rules();
  for (const ChainShape& definition : kChains) {
    MYDOCKER_TRY(std::string found,
                 find_drift(nft, definition.name, uses_of(definition.name, rules)));
    if (!found.empty()) return found;
  }
  return std::string();
}

}  // namespace mydocker::kernel
