#include <linux/netfilter/nf_tables.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string>

#include "runtime/base/firewall_loss.hpp"
#include "runtime/kernel/nft_drift.hpp"
#include "runtime/kernel/nft_elements.hpp"
#include "runtime/kernel/nft_sets.hpp"
#include "runtime/kernel/nft_table.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

NftQuestion question_about(firewall::Table name) {
  return {nfproto_of(name), NFT_MSG_GETTABLE, [name](nlmsghdr& message) {
            nftnl_table_nlmsg_build_payload(&message, table_named(name).get());
          }};
}

Result<Observation> table_in(NftAnswer& answer, const std::string& owner) {
  if (answer.ack.error == ENOENT) return Observation{};
  if (!answer.ack.ok()) return error_of(answer.ack);
  return owner_state(*answer.object.at(0), owner);
}

struct Tables {
  Observation inet;
  Observation bridge;
  // Whether another program has created the tables, for example from a saved ruleset.
  bool restored = false;

  [[nodiscard]] bool any_is(State state) const {
    return inet.state == state || bridge.state == state;
  }
  [[nodiscard]] bool all_are(State state) const {
    return inet.state == state && bridge.state == state;
  }
};

Result<Tables> find_tables(NftSession& nft, const std::string& owner) {
  const std::array questions{question_about(firewall::Table::inet),
                             question_about(firewall::Table::bridge), question_about_first_chain()};
  auto answers = nft.get_all(questions);
  Tables tables;
  MYDOCKER_TRY(tables.inet, table_in(answers[0], owner));
  MYDOCKER_TRY(tables.bridge, table_in(answers[1], owner));
  tables.restored = answers[2].ack.ok() && is_restored(*answers[2].object.at(0));
  return tables;
}

Error foreign_table(const Tables& found) {
  for (const auto* table : {&found.inet, &found.bridge})
    if (!table->value.empty()) return base::firewall_of_another(table->value);
  const bool inet = found.inet.state == State::foreign;
  const std::string name = inet ? "inet mydocker" : "bridge mydocker";
  return Error(ErrorKind::already_exists, "table \"" + name + "\" does not belong to mydocker: " +
                                              (inet ? found.inet.detail : found.bridge.detail))
      .hint("show it with: nft list table " + name);
}

Result<Observation> observe_tables(NftSession& nft, const std::string& owner) {
  MYDOCKER_TRY(const Tables found, find_tables(nft, owner));
  if (found.all_are(State::absent)) return Observation{};
  if (found.inet.state == State::foreign) return found.inet;
  if (found.bridge.state == State::foreign) return found.bridge;
  MYDOCKER_TRY(std::string lacking, find_drift(nft));
  const auto state = lacking.empty() ? State::matches : State::differs;
  return Observation{state, std::move(lacking), ""};
}

// Returns the result of a batch that failed because a part of the tables existed (EEXIST). There
// are two possible reasons. Another command has created the same tables first. Or another program
// has replaced a set by a set of another type.
Result<void> result_of_meeting(NftSession& nft, const std::string& owner) {
  MYDOCKER_TRY(const Observation now, observe_tables(nft, owner));
  if (!now.value.empty()) return base::firewall_of_another(now.value);
  if (now.state == State::matches) return {};
  return Error(ErrorKind::already_exists, "the tables exist and cannot be completed: " + now.detail)
      .hint("replace them in one step with: mydocker network reload --all");
}

Ack write_tables(NftSession& nft, CreateMode mode, std::span<const NftElement> elements,
                 const std::string& owner) {
  NftBatch batch;
  add_everything(batch, mode, owner);
  add_elements(batch, elements);
  return nft.commit(batch);
}

Ack delete_tables(NftSession& nft, bool inet, bool bridge) {
  NftBatch batch;
  if (inet) delete_table(batch, table_named(firewall::Table::inet));
  if (bridge) delete_table(batch, table_named(firewall::Table::bridge));
  return nft.commit(batch);
}

std::vector<firewall::Element> all_of(std::span<const Resource> resources,
                                      std::span<const firewall::Element> more) {
  auto all = firewall::elements_of(resources);
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// Returns whether the error means a conflict: an object or element exists already, with another
// type, value or interval.
bool is_conflict(const Ack& ack) {
  return ack.error == EEXIST || ack.error == ENOTEMPTY || ack.error == EBUSY;
}

}  // namespace

// Each attempt to restore the tables is one transaction. Missing tables are created. This fails
// with a conflict if another command creates them at the same time. Then, as in other cases, the
// existing tables are completed. If this fails with a conflict, an object or element was changed,
// and the tables are replaced. Tables from a saved ruleset are always replaced, because their
// elements may belong to earlier containers.
Result<void> restore_firewall(Namespaces& namespaces, std::span<const Resource> resources,
                              std::span<const firewall::Element> more) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  const auto& owner = namespaces.owner();
  MYDOCKER_TRY(const Tables found, find_tables(*nft, owner));
  if (found.any_is(State::foreign)) return foreign_table(found);
  const auto elements = encode(all_of(resources, more));
  Ack ack;
  if (found.all_are(State::absent)) ack = write_tables(*nft, CreateMode::fresh, elements, owner);
  if (is_conflict(ack)) {
    MYDOCKER_TRY(const Tables met, find_tables(*nft, owner));
    if (met.any_is(State::foreign)) return foreign_table(met);
  }
  if (found.restored) return result_of(write_tables(*nft, CreateMode::replace, elements, owner));
  if (!found.all_are(State::absent) || is_conflict(ack))
    ack = write_tables(*nft, CreateMode::complete, elements, owner);
  if (is_conflict(ack)) ack = write_tables(*nft, CreateMode::replace, elements, owner);
  return result_of(ack);
}

Result<void> replace_firewall(Namespaces& namespaces, std::span<const Resource> resources,
                              std::span<const firewall::Element> more) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Tables found, find_tables(*nft, namespaces.owner()));
  if (found.any_is(State::foreign)) return foreign_table(found);
  const auto elements = encode(all_of(resources, more));
  return result_of(write_tables(*nft, CreateMode::replace, elements, namespaces.owner()));
}

Result<Observation> observe(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  auto found = observe_tables(*nft, namespaces.owner());
  namespaces.remember_own_inet_table(found.ok() && found->state == State::matches);
  return found;
}

Result<void> create(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Tables found, find_tables(*nft, namespaces.owner()));
  if (found.any_is(State::foreign)) return foreign_table(found);
  NftBatch batch;
  if (found.all_are(State::absent)) {
    add_everything(batch, CreateMode::fresh, namespaces.owner());
  } else {
    MYDOCKER_TRY(const std::string lacking, find_drift(*nft));
    if (lacking.empty()) return {};
    add_everything(batch, CreateMode::complete, namespaces.owner());
  }
  const Ack ack = nft->commit(batch);
  auto created = ack.error == EEXIST ? result_of_meeting(*nft, namespaces.owner()) : result_of(ack);
  namespaces.remember_own_inet_table(created.ok());
  return created;
}

Result<std::string> other_owner_of_firewall(Namespaces& namespaces) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  MYDOCKER_TRY(const Tables found, find_tables(*nft, namespaces.owner()));
  namespaces.remember_own_tables(found.all_are(State::matches));
  return found.inet.value.empty() ? found.bridge.value : found.inet.value;
}

Result<NftSession*> nft_of_own_tables(Namespaces& namespaces) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  if (namespaces.has_own_inet_table()) return nft;
  const std::array question{question_about(firewall::Table::inet)};
  auto answers = nft->get_all(question);
  Tables found;
  MYDOCKER_TRY(found.inet, table_in(answers.front(), namespaces.owner()));
  if (found.any_is(State::foreign)) return foreign_table(found);
  namespaces.remember_own_inet_table(found.inet.state == State::matches);
  return nft;
}

// Removes the tables. Their owner is checked first, if this object has not done so before. ENOENT:
// another program has removed a table since the check.
Result<void> destroy(Namespaces& namespaces, const Firewall& /*firewall*/) {
  MYDOCKER_TRY(NftSession * nft, namespaces.nft());
  if (namespaces.has_own_tables()) {
    const Ack ack = delete_tables(*nft, true, true);
    if (ack.error != ENOENT) return result_of(ack);
  }
  MYDOCKER_TRY(const Tables found, find_tables(*nft, namespaces.owner()));
  if (found.any_is(State::foreign)) return foreign_table(found);
  const Ack ack =
      delete_tables(*nft, found.inet.state != State::absent, found.bridge.state != State::absent);
  return ack.error == ENOENT ? Result<void>() : result_of(ack);
}

}  // namespace mydocker::kernel
