// Changes the definition of an existing network, and its resources in the kernel in place.
//
// The added resources have their own journal entry (kind `change`) until one transaction commits
// the change. After that the entry holds the resources that must be removed and the new definition.
// So recovery can always roll the change back or complete it. Links get another MTU, and queues
// other rates, after the commit. This code changes no address, and no link in another way.
//
// Example:
//   NetworkChanger changer(session, open_state);
//   MYDOCKER_TRY(auto network, changer.lock("web"));
//   MYDOCKER_CHECK(changer.change_to(changed));
#pragma once

#include <string>

#include "runtime/app/planned_change.hpp"

namespace mydocker::app {

// Changes one network. Holds the lock of its journal entry until destruction. If the network is not
// in the kernel, it holds a transaction of the definitions instead. It does not own `session` and
// `open_state`.
class NetworkChanger {
 public:
  NetworkChanger(Session& session, OpenState& open_state)
      : session_(session), open_state_(open_state) {}
  ~NetworkChanger();
  NetworkChanger(const NetworkChanger&) = delete;
  NetworkChanger& operator=(const NetworkChanger&) = delete;

  // Locks the network and returns its definition. Error busy: another command changes it now.
  Result<model::Network> lock(const std::string& reference);
  // Changes the definition, its copy in the runtime state and the resources in the kernel to
  // `spec`. After an error nothing has changed. Error unfinished: the next command completes the
  // change.
  Result<void> change_to(const model::Network& spec);

 private:
  struct PendingChange;
  Result<void> define(const model::Network& spec);
  Result<PendingChange> begin(const model::Network& spec);
  Result<void> add(PendingChange& pending, const model::Network& spec);
  Result<void> commit_change(apply::Applier& applier, PendingChange& pending,
                             const model::Network& spec);
  Result<void> write_values(const PlannedChange& change);
  Result<void> take(const PendingChange& pending);

  Session& session_;
  OpenState& open_state_;
  model::Network now_;
  std::optional<store::JournalEntry> journal_entry_;  // empty: the network is not in the kernel
  // Only if the network is not in the kernel.
  std::optional<store::Definitions::Transaction> defining_;
};

}  // namespace mydocker::app
