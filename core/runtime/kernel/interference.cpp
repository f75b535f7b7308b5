#include "runtime/kernel/interference.hpp"

#include <fcntl.h>
#include <libnftnl/chain.h>
#include <libnftnl/rule.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "runtime/base/unique_fd.hpp"
#include "runtime/firewall/set.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/legacy_tables.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/nft_handles.hpp"

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

struct NftChainFacts {
  std::uint32_t family = 0;
  std::string table;
  std::string name;
};

// Returns the facts of a chain of another program that drops forwarded packets by default.
std::optional<NftChainFacts> dropping(nlmsghdr& message) {
  const NftChain chain(nftnl_chain_alloc());
  if (nftnl_chain_nlmsg_parse(&message, chain.get()) < 0) return std::nullopt;
  if (!nftnl_chain_is_set(chain.get(), NFTNL_CHAIN_HOOKNUM) ||
      !nftnl_chain_is_set(chain.get(), NFTNL_CHAIN_POLICY) ||
      nftnl_chain_get_u32(chain.get(), NFTNL_CHAIN_HOOKNUM) != NF_INET_FORWARD ||
      nftnl_chain_get_u32(chain.get(), NFTNL_CHAIN_POLICY) != NF_DROP)
    return std::nullopt;
  NftChainFacts facts;
  facts.family = nftnl_chain_get_u32(chain.get(), NFTNL_CHAIN_FAMILY);
  facts.table = nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_TABLE);
  facts.name = nftnl_chain_get_str(chain.get(), NFTNL_CHAIN_NAME);
  if (family_word(facts.family).empty() || facts.table == firewall::kTableName) return std::nullopt;
  return facts;
}

// A chain of the family "inet" or "bridge" concerns both families of addresses.
bool concerns(const NftChainFacts& chain, const std::vector<Family>& families) {
  const auto has = [&](Family family) {
    return std::ranges::find(families, family) != families.end();
  };
  if (chain.family == NFPROTO_IPV4) return has(Family::v4);
  return chain.family != NFPROTO_IPV6 || has(Family::v6);
}

// Returns whether a rule of the chain contains the name of the link.
Result<bool> mentions(NftSession& nft, const NftChainFacts& chain, const std::string& link) {
  const NftRuleHandle all(nftnl_rule_alloc());
  nftnl_rule_set_str(all.get(), NFTNL_RULE_TABLE, chain.table.c_str());
  nftnl_rule_set_str(all.get(), NFTNL_RULE_CHAIN, chain.name.c_str());
  ObjectList rules;
  const Ack ack = nft.list(
      static_cast<std::uint8_t>(chain.family), NFT_MSG_GETRULE,
      [&all](nlmsghdr& message) { nftnl_rule_nlmsg_build_payload(&message, all.get()); }, rules);
  if (!ack.ok()) return error_of(ack);
  for (std::size_t at = 0; at < rules.size(); ++at)
    if (contains(bytes_of(*rules.at(at)), link)) return true;
  return false;
}

}  // namespace

Result<std::vector<DroppingChain>> dropping_chains(NftSession& nft, const std::string& link,
                                                   const std::vector<Family>& families) {
  std::vector<DroppingChain> chains;
  ObjectList found;
  const Ack ack = nft.list(
      NFPROTO_UNSPEC, NFT_MSG_GETCHAIN, [](nlmsghdr& /*all*/) {}, found);
  if (!ack.ok()) return error_of(ack);
  for (std::size_t at = 0; at < found.size(); ++at) {
    const auto chain = dropping(*found.at(at));
    if (!chain || !concerns(*chain, families)) continue;
    MYDOCKER_TRY(const bool mentioned, mentions(nft, *chain, link));
    if (!mentioned)
      chains.push_back({family_word(chain->family) + " " + chain->table + " " + chain->name});
  }
  for (const auto family : families) {
    if (!legacy_drops(family, link)) continue;
    const bool v4 = family == Family::v4;
    chains.push_back({v4 ? "ip filter FORWARD" : "ip6 filter FORWARD",
                      v4 ? "iptables-legacy" : "ip6tables-legacy"});
  }
  return chains;
}

std::string link_towards(NetlinkSocket& socket, const IpAddress& address) {
  rtmsg header{};
  header.rtm_family = family_number(address.family());
  header.rtm_dst_len = static_cast<std::uint8_t>(address.bits());
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  question.put_address(RTA_DST, address);
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
