#include <linux/netfilter/nf_tables.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "runtime/base/firewall_text.hpp"
#include "runtime/kernel/nft_sets.hpp"
#include "runtime/kernel/nft_table.hpp"
#include "runtime/kernel/nouns.hpp"

namespace mydocker::kernel {
namespace {

Observation whose(nlmsghdr& message) {
  const NftTable table(nftnl_table_alloc());
  std::uint32_t size = 0;
  const void* data = nullptr;
  if (nftnl_table_nlmsg_parse(&message, table.get()) >= 0)
    data = nftnl_table_get_data(table.get(), NFTNL_TABLE_USERDATA, &size);
  const std::string ours = comment_entry();
  if (data != nullptr && size == ours.size() && std::memcmp(data, ours.data(), size) == 0)
    return {Presence::present, "", ""};
  return {Presence::foreign,
          "a table without the comment \"" + std::string(base::kFirewallComment) + "\"", ""};
}

Result<Observation> find_table(NftSession& nft, std::uint8_t family) {
  ObjectList found;
  const NftTable table = our_table(family);
  const Answer answer = nft.ask(
      family, NFT_MSG_GETTABLE,
      [&table](nlmsghdr& message) { nftnl_table_nlmsg_build_payload(&message, table.get()); },
      found);
  if (answer.error == ENOENT) return Observation{};
  if (!answer.ok()) return error_of(answer);
  return whose(*found.at(0));
}

struct Tables {
  Observation inet;
  Observation bridge;

  [[nodiscard]] bool any_is(Presence presence) const {
    return inet.presence == presence || bridge.presence == presence;
  }
  [[nodiscard]] bool all_are(Presence presence) const {
    return inet.presence == presence && bridge.presence == presence;
  }
};

Result<Tables> find_tables(NftSession& nft) {
  Tables tables;
  MYDOCKER_TRY(tables.inet, find_table(nft, NFPROTO_INET));
  MYDOCKER_TRY(tables.bridge, find_table(nft, NFPROTO_BRIDGE));
  return tables;
}

Error not_ours(const Tables& found) {
  const bool inet = found.inet.presence == Presence::foreign;
  const std::string name = inet ? "inet mydocker" : "bridge mydocker";
  return Error(ErrorKind::already_exists, "table \"" + name + "\" is somebody else's: " +
                                              (inet ? found.inet.detail : found.bridge.detail))
      .hint("look at it with: nft list table " + name);
}

Result<Observation> observe_tables(NftSession& nft) {
  MYDOCKER_TRY(const Tables found, find_tables(nft));
  if (found.all_are(Presence::absent)) return Observation{};
  if (found.inet.presence == Presence::foreign) return found.inet;
  if (found.bridge.presence == Presence::foreign) return found.bridge;
  MYDOCKER_TRY(std::string lacking, difference_in(nft));
  const auto presence = lacking.empty() ? Presence::present : Presence::different;
  return Observation{presence, std::move(lacking), ""};
}

// Something of what was to be made was there. Either another command was quicker, with the same
// tables; or a set of ours has been made anew by somebody, as another kind of set.
Result<void> result_of_meeting(NftSession& nft) {
  MYDOCKER_TRY(const Observation now, observe_tables(nft));
  if (now.presence == Presence::present) return {};
  return Error(ErrorKind::already_exists,
               "the tables are there and cannot be completed: " + now.detail)
      .hint(
          "take them away, with what somebody has changed in them: "
          "nft delete table inet mydocker; nft delete table bridge mydocker")
      .hint("and put them back with: mydocker network reload --all");
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_tables(*nft);
}

Result<void> create(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Tables found, find_tables(*nft));
  if (found.any_is(Presence::foreign)) return not_ours(found);
  NftBatch batch;
  if (found.all_are(Presence::absent)) {
    add_everything(batch, Onto::nothing);
  } else {
    MYDOCKER_TRY(const std::string lacking, difference_in(*nft));
    if (lacking.empty()) return {};
    add_everything(batch, Onto::remains);
  }
  const Answer answer = nft->commit(batch);
  return answer.error == EEXIST ? result_of_meeting(*nft) : result_of(answer);
}

Result<void> destroy(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Tables found, find_tables(*nft));
  if (found.any_is(Presence::foreign)) return not_ours(found);
  NftBatch batch;
  const auto remove = [&batch](const Observation& there, std::uint8_t family) {
    if (there.presence == Presence::absent) return;
    const NftTable table = our_table(family);
    batch.add(family, NFT_MSG_DELTABLE, 0, [&table](nlmsghdr& message) {
      nftnl_table_nlmsg_build_payload(&message, table.get());
    });
  };
  remove(found.inet, NFPROTO_INET);
  remove(found.bridge, NFPROTO_BRIDGE);
  const Answer answer = nft->commit(batch);
  if (answer.error == ENOENT) return {};
  return result_of(answer);
}

}  // namespace mydocker::kernel
