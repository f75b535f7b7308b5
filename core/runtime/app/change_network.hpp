// Changes the definition of an existing network, and its resources in the kernel in place.
//
// The change has a journal entry of its own (kind `change`). First it contains the resources that
// the change adds. One transaction then commits the change. After that, the journal entry contains
// the resources that must be removed, and the new definition. So recovery can roll the change back
// before this transaction, and complete it afterwards. Links, queues, rules, services and Custom
// resources get their new values after the commit (apply::update_values()). This code changes no
// address. Of a link it changes only the MTU.
//
// Example:
//   MYDOCKER_TRY(auto changer, NetworkChanger::lock(session, open_state, "web"));
//   MYDOCKER_CHECK(changer.change_to(changed));
#pragma once

#include <string>
#include <variant>

#include "runtime/app/planned_change.hpp"

namespace mydocker::app {

// Changes one network. Holds the lock of its journal entry until destruction. If the network is not
// in the kernel, it holds a transaction of the definitions instead. It does not own `session` and
// `open_state`.
class NetworkChanger {
 public:
  // Locks the network. Error busy: another command is changing it.
  static Result<NetworkChanger> lock(Session& session, OpenState& open_state,
                                     const std::string& reference);

  // Returns the definition from before the change.
  [[nodiscard]] const model::Network& network() const noexcept { return now_; }
  // Changes the network to `spec`. This changes its definition, the copy in the runtime state, and
  // the resources in the kernel. After an error of another kind than `unfinished`, nothing has
  // changed. Error unfinished: the next command completes the change.
  Result<void> change_to(const model::Network& spec);

 private:
  struct PendingChange;
  // The lock of a network that is not in the kernel.
  using Defining = store::Definitions::Transaction;
  NetworkChanger(Session& session, OpenState& open_state, model::Network now,
                 std::variant<LockedEntry, Defining> lock)
      : session_(session), open_state_(open_state), now_(std::move(now)), lock_(std::move(lock)) {}
  // The locked journal entry of a network that is in the kernel.
  const store::JournalEntry& journal_entry() const { return std::get<LockedEntry>(lock_).entry; }
  Result<Execution> execution();
  Result<void> define(const model::Network& spec);
  Result<PendingChange> begin(const model::Network& spec);
  Result<void> add(PendingChange& pending, const model::Network& spec);
  Result<void> commit_change(apply::Applier& applier, PendingChange& pending,
                             const model::Network& spec);
  Result<void> write_values(const PlannedChange& change);
  // Removes the old resources, and gives the others their new values. Then deletes the journal
  // entry of the change.
  Result<void> finish(const PendingChange& pending);

  Session& session_;
  OpenState& open_state_;
  model::Network now_;
  std::variant<LockedEntry, Defining> lock_;
};

}  // namespace mydocker::app
