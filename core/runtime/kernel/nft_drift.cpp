#include "runtime/kernel/nft_drift.hpp"

#include <linux/netfilter/nf_tables.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <string_view>
#include <vector>

#include "runtime/base/quoted.hpp"
#include "runtime/firewall/rule.hpp"
#include "runtime/kernel/nft_sets.hpp"
#include "runtime/kernel/nft_table.hpp"

namespace mydocker::kernel {
namespace {

using firewall::Chain;

NftQuestion question_about(const firewall::Set& set) {
  return {nfproto_of(set.table), NFT_MSG_GETSET, [&set](nlmsghdr& message) {
            nftnl_set_nlmsg_build_payload(&message, set_named(set).get());
          }};
}

NftQuestion question_about(const Chain& chain) {
  return {nfproto_of(chain.table), NFT_MSG_GETCHAIN, [&chain](nlmsghdr& message) {
            nftnl_chain_nlmsg_build_payload(&message, chain_named(chain).get());
          }};
}

// Returns how the set in the kernel differs from the description. Empty: it does not differ.
Result<std::string> drift_of(const firewall::Set& set, const NftAnswer& answer) {
  if (answer.ack.error == ENOENT) return std::string("without set ") + set.name;
  if (!answer.ack.ok()) return error_of(answer.ack);
  return std::string();
}

using Uses = std::map<const Chain*, std::uint32_t>;

// Returns the expected number of uses of each chain. The kernel counts each rule of a chain and
// each jump to the chain as one use.
Uses uses_of_chains() {
  Uses uses;
  for (const Chain* chain : firewall::all_chains()) {
    const auto rules = firewall::rules_of(*chain);
    uses[chain] += static_cast<std::uint32_t>(rules.size());
    for (const auto& rule : rules)
      if (const auto* jump = std::get_if<firewall::Jump>(&rule.action)) ++uses[jump->chain];
  }
  return uses;
}

bool is_made_by_us(const nftnl_chain& chain) {
  const auto made = chain_data();
  std::uint32_t size = 0;
  const void* data = nftnl_chain_get_data(&chain, NFTNL_CHAIN_USERDATA, &size);
  return data != nullptr && made == std::string_view(static_cast<const char*>(data), size);
}

std::string drift_of(const Chain& chain, const nftnl_chain& state, std::uint32_t uses) {
  if (!is_made_by_us(state))
    return "chain " + base::quoted(chain.name) + " is one of another program or version";
  if (!nftnl_chain_is_set(&state, NFTNL_CHAIN_USE) ||
      nftnl_chain_get_u32(&state, NFTNL_CHAIN_USE) == uses)
    return {};
  return std::string("other rules in chain ") + chain.name;
}

Result<std::string> drift_of(const Chain& chain, NftAnswer& answer, std::uint32_t uses) {
  if (answer.ack.error == ENOENT) return std::string("without chain ") + chain.name;
  if (!answer.ack.ok()) return error_of(answer.ack);
  const NftChain state(nftnl_chain_alloc());
  if (nftnl_chain_nlmsg_parse(answer.object.at(0), state.get()) < 0) return std::string();
  return drift_of(chain, *state, uses);
}

bool is(const Chain& chain, const nftnl_chain& state) {
  return nftnl_chain_get_u32(&state, NFTNL_CHAIN_FAMILY) == nfproto_of(chain.table) &&
         std::string_view(firewall::kTableName) == nftnl_chain_get_str(&state, NFTNL_CHAIN_TABLE) &&
         std::string_view(chain.name) == nftnl_chain_get_str(&state, NFTNL_CHAIN_NAME);
}

}  // namespace

Result<std::string> find_drift(NftSession& nft) {
  std::vector<NftQuestion> questions;
  for (const firewall::Set* set : firewall::all_sets()) questions.push_back(question_about(*set));
  for (const Chain* chain : firewall::all_chains()) questions.push_back(question_about(*chain));
  auto answers = nft.get_all(questions);
  auto answer = answers.begin();
  for (const firewall::Set* set : firewall::all_sets()) {
    MYDOCKER_TRY(std::string found, drift_of(*set, *answer++));
    if (!found.empty()) return found;
  }
  auto uses = uses_of_chains();
  for (const Chain* chain : firewall::all_chains()) {
    MYDOCKER_TRY(std::string found, drift_of(*chain, *answer++, uses[chain]));
    if (!found.empty()) return found;
  }
  return std::string();
}

std::string find_drift(std::span<const NftChain> chains) {
  auto uses = uses_of_chains();
  std::size_t found = 0;
  std::string drift;
  for (const Chain* chain : firewall::all_chains()) {
    const auto state =
        std::ranges::find_if(chains, [&](const NftChain& one) { return is(*chain, *one); });
    if (state != chains.end()) ++found;
    if (!drift.empty()) continue;
    drift = state == chains.end() ? std::string("without chain ") + chain->name
                                  : drift_of(*chain, **state, uses[chain]);
  }
  return found == 0 ? std::string() : drift;
}

bool is_restored(nlmsghdr& chain) {
  const NftChain state(nftnl_chain_alloc());
  return nftnl_chain_nlmsg_parse(&chain, state.get()) >= 0 && !is_made_by_us(*state);
}

NftQuestion question_about_first_chain() { return question_about(*firewall::all_chains().front()); }

}  // namespace mydocker::kernel
