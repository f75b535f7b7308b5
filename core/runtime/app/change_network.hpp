// Changes the definition of an existing network, and its resources in the kernel in place.
//
// The added resources have their own journal entry (kind `change`) until one transaction commits
// the change. After that the entry holds the resources that must be removed and the new definition.
// So recovery can always roll the change back or complete it. Links, queues, rules, services and
// Custom resources get their new values after the commit (apply::update_values()). This code
// changes no address, and of a link only the MTU.
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
  // Changes the definition, its copy in the runtime state and the resources in the kernel to
  // `spec`. After an error nothing has changed. Error unfinished: the next command completes the
  // change.
  Result<void> change_to(const model::Network& spec);

 private:
  struct PendingChange;
  // The lock of a network that is not in the kernel.
  using Defining = store::Definitions::Transaction;
  NetworkChanger(Session& session, OpenState& open_state, model::Network now,
                 std::variant<LockedEntry, Defining> lock)
      : session_(session), open_state_(open_state), now_(std::move(now)), lock_(std::move(lock)) {}
  // The locked entry of a network that is in the kernel.
  const store::JournalEntry& journal_entry() const { return std::get<LockedEntry>(lock_).entry; }
  Result<Execution> execution();
  Result<void> define(const model::Network& spec);
  Result<PendingChange> begin(const model::Network& spec);
  Result<void> add(PendingChange& pending, const model::Network& spec);
  Result<void> commit_change(apply::Applier& applier, PendingChange& pending,
                             const model::Network& spec);
  Result<void> write_values(const PlannedChange& change);
  // Removes the old resources, and gives the others their new values. Then removes the entry of the
  // change.
  Result<void> finish(const PendingChange& pending);

  Session& session_;
  OpenState& open_state_;
  model::Network now_;
  std::variant<LockedEntry, Defining> lock_;
};

}  // namespace mydocker::app
