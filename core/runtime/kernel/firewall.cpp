#include <linux/netfilter/nf_tables.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "runtime/base/firewall_text.hpp"
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

Result<Observation> find_table(NftSession& nft) {
  ObjectList found;
  const NftTable table = our_table();
  const Answer answer = nft.ask(
      NFT_MSG_GETTABLE,
      [&table](nlmsghdr& message) { nftnl_table_nlmsg_build_payload(&message, table.get()); },
      found);
  if (answer.error == ENOENT) return Observation{};
  if (!answer.ok()) return error_of(answer);
  return whose(*found.at(0));
}

Error not_ours(const Observation& found) {
  return Error(ErrorKind::already_exists,
               "table \"inet mydocker\" is somebody else's: " + found.detail)
      .hint("look at it with: nft list table inet mydocker");
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(Observation found, find_table(*nft));
  if (found.presence != Presence::present) return found;
  MYDOCKER_TRY(found.detail, difference_in(*nft));
  if (!found.detail.empty()) found.presence = Presence::different;
  return found;
}

Result<void> create(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Observation found, find_table(*nft));
  if (found.presence == Presence::foreign) return not_ours(found);
  NftBatch batch;
  if (found.presence == Presence::absent) {
    add_everything(batch, Onto::nothing);
  } else {
    MYDOCKER_TRY(const std::string lacking, difference_in(*nft));
    if (lacking.empty()) return {};
    add_everything(batch, Onto::remains);
  }
  const Answer answer = nft->commit(batch);
  if (answer.error == EEXIST) return {};  // another command was quicker, with the same table
  return result_of(answer);
}

Result<void> destroy(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Observation found, find_table(*nft));
  if (found.presence == Presence::absent) return {};
  if (found.presence == Presence::foreign) return not_ours(found);
  NftBatch batch;
  const NftTable table = our_table();
  batch.add(NFT_MSG_DELTABLE, 0, [&table](nlmsghdr& message) {
    nftnl_table_nlmsg_build_payload(&message, table.get());
  });
  const Answer answer = nft->commit(batch);
  if (answer.error == ENOENT) return {};
  return result_of(answer);
}

}  // namespace mydocker::kernel
