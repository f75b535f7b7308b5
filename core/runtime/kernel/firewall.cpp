#include <linux/netfilter/nf_tables.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nft_sets.hpp"
#include "runtime/kernel/nft_table.hpp"
#include "runtime/kernel/resource_ops.hpp"

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
    return {State::matches, "", ""};
  return {State::foreign,
          "a table without the comment \"" + std::string(firewall::kTableComment) + "\"", ""};
}

NftQuestion question_about(firewall::Table name) {
  return {nfproto_of(name), NFT_MSG_GETTABLE, [name](nlmsghdr& message) {
            nftnl_table_nlmsg_build_payload(&message, table_named(name).get());
          }};
}

Result<Observation> table_in(NftAnswer& answer) {
  if (answer.ack.error == ENOENT) return Observation{};
  if (!answer.ack.ok()) return error_of(answer.ack);
  return whose(*answer.object.at(0));
}

struct Tables {
  Observation inet;
  Observation bridge;

  [[nodiscard]] bool any_is(State state) const {
    return inet.state == state || bridge.state == state;
  }
  [[nodiscard]] bool all_are(State state) const {
    return inet.state == state && bridge.state == state;
  }
};

Result<Tables> find_tables(NftSession& nft) {
  const std::array questions{question_about(firewall::Table::inet),
                             question_about(firewall::Table::bridge)};
  auto answers = nft.get_all(questions);
  Tables tables;
  MYDOCKER_TRY(tables.inet, table_in(answers[0]));
  MYDOCKER_TRY(tables.bridge, table_in(answers[1]));
  return tables;
}

Error not_ours(const Tables& found) {
  const bool inet = found.inet.state == State::foreign;
  const std::string name = inet ? "inet mydocker" : "bridge mydocker";
  return Error(ErrorKind::already_exists, "table \"" + name + "\" does not belong to mydocker: " +
                                              (inet ? found.inet.detail : found.bridge.detail))
      .hint("show it with: nft list table " + name);
}

Result<Observation> observe_tables(NftSession& nft) {
  MYDOCKER_TRY(const Tables found, find_tables(nft));
  if (found.all_are(State::absent)) return Observation{};
  if (found.inet.state == State::foreign) return found.inet;
  if (found.bridge.state == State::foreign) return found.bridge;
  MYDOCKER_TRY(std::string lacking, find_drift(nft));
  const auto state = lacking.empty() ? State::matches : State::differs;
  return Observation{state, std::move(lacking), ""};
}

// A part of the tables existed when the batch created it (EEXIST). There are two reasons: another
// command created the same tables first, or another program replaced a set by one of another type.
Result<void> result_of_meeting(NftSession& nft) {
  MYDOCKER_TRY(const Observation now, observe_tables(nft));
  if (now.state == State::matches) return {};
  return Error(ErrorKind::already_exists, "the tables exist and cannot be completed: " + now.detail)
      .hint("replace them in one step with: mydocker network reload --all");
}

Ack write_tables(NftSession& nft, CreateMode mode, std::span<const NftElement> elements) {
  NftBatch batch;
  add_everything(batch, mode);
  add_elements(batch, elements);
  return nft.commit(batch);
}

std::vector<firewall::Element> all_of(std::span<const Resource> resources,
                                      std::span<const firewall::Element> more) {
  auto all = firewall::elements_of(resources);
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// The kernel's errors for an object that exists with another type, value or interval.
bool is_conflict(const Ack& ack) {
  return ack.error == EEXIST || ack.error == ENOTEMPTY || ack.error == EBUSY;
}

}  // namespace

// Each attempt is one transaction. A conflict in the first one means that another command has
// created the tables. A conflict in the second one means that an object or element was changed.
Result<void> restore_firewall(Namespaces& namespaces, std::span<const Resource> resources,
                              std::span<const firewall::Element> more) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Tables found, find_tables(*nft));
  if (found.any_is(State::foreign)) return not_ours(found);
  const auto elements = encode(all_of(resources, more));
  Ack ack;
  if (found.all_are(State::absent)) ack = write_tables(*nft, CreateMode::fresh, elements);
  if (!found.all_are(State::absent) || is_conflict(ack))
    ack = write_tables(*nft, CreateMode::complete, elements);
  if (is_conflict(ack)) ack = write_tables(*nft, CreateMode::replace, elements);
  return result_of(ack);
}

Result<void> replace_firewall(Namespaces& namespaces, std::span<const Resource> resources,
                              std::span<const firewall::Element> more) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Tables found, find_tables(*nft));
  if (found.any_is(State::foreign)) return not_ours(found);
  const auto elements = encode(all_of(resources, more));
  return result_of(write_tables(*nft, CreateMode::replace, elements));
}

Result<Observation> observe(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  return observe_tables(*nft);
}

Result<void> create(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Tables found, find_tables(*nft));
  if (found.any_is(State::foreign)) return not_ours(found);
  NftBatch batch;
  if (found.all_are(State::absent)) {
    add_everything(batch, CreateMode::fresh);
  } else {
    MYDOCKER_TRY(const std::string lacking, find_drift(*nft));
    if (lacking.empty()) return {};
    add_everything(batch, CreateMode::complete);
  }
  const Ack ack = nft->commit(batch);
  return ack.error == EEXIST ? result_of_meeting(*nft) : result_of(ack);
}

Result<void> destroy(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Tables found, find_tables(*nft));
  if (found.any_is(State::foreign)) return not_ours(found);
  NftBatch batch;
  if (found.inet.state != State::absent) delete_table(batch, firewall::Table::inet);
  if (found.bridge.state != State::absent) delete_table(batch, firewall::Table::bridge);
  const Ack ack = nft->commit(batch);
  if (ack.error == ENOENT) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel
