// Another definition for a network that stays: what of it is in the kernel is changed in place.
//
// What is added has a row of its own in the journal, of a part of the network, until the change is
// settled in one transaction; from then on the row is about what has to go, and holds the
// definition until that is written. So whoever finds the row undoes the change or carries it on.
// Does not: change a link, an address or an endpoint.
#pragma once

#include <string>

#include "runtime/app/planned_change.hpp"

namespace mydocker::app {

class NetworkChanger {
 public:
  NetworkChanger(Session& session, OpenState& open_state)
      : session_(session), open_state_(open_state) {}
  ~NetworkChanger();
  NetworkChanger(const NetworkChanger&) = delete;
  NetworkChanger& operator=(const NetworkChanger&) = delete;

  // The network as it is; nobody else changes it from now on. busy: somebody is at it.
  Result<model::Network> lock(const std::string& reference);
  // Its definition, its copy and what it has in the kernel become those of the spec. After an error
  // all is as before; unless it is unfinished: then the next command carries it on.
  Result<void> change_to(const model::Network& spec);

 private:
  struct PendingChange;
  Result<void> define(const model::Network& spec);
  Result<PendingChange> begin(const model::Network& spec);
  Result<void> add(PendingChange& pending, const model::Network& spec);
  Result<void> commit_change(apply::Applier& applier, PendingChange& pending,
                             const model::Network& spec);
  Result<void> take(const PendingChange& pending);

  Session& session_;
  OpenState& open_state_;
  model::Network now_;
  std::optional<store::JournalEntry> journal_entry_;  // none: the network is not in the kernel
  std::optional<store::Definitions::Transaction> defining_;  // then
};

}  // namespace mydocker::app
