// Removes a network or an endpoint from the kernel, and its journal entry. The driver is not asked
// for a plan, because the recorded plan is used.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// One removal. It refers to the objects of `execution` and to `open_state`, and owns neither.
class Removal {
 public:
  Removal(OpenState& open_state, const apply::ExecutionContext& execution)
      : applier_(execution), open_state_(open_state), state_(execution.state) {}

  // A function of the caller that deletes the journal entry, and the definition if there is one.
  using Forget = std::function<Result<void>(const store::JournalEntry&)>;

  // Sets the journal entry to phase `removing`, removes its resources, and calls `forget`. Error
  // busy: another command changes the journal entry now. Error in_use: a container is connected to
  // the network. After a failed step, every resource is restored. Error unfinished: the next
  // command completes the removal.
  Result<void> remove(const std::string& owner, const Forget& forget);

 private:
  Result<store::JournalEntry> begin(const std::string& owner);
  Error restored(Error error, const store::JournalEntry& journal_entry);
  // Returns the locked journal entry. Call it inside a transaction.
  Result<store::JournalEntry> locked_entry(const std::string& owner);
  Result<void> refuse_in_use(const store::JournalEntry& journal_entry);

  apply::Applier applier_;
  OpenState& open_state_;
  store::RuntimeState& state_;
};

// Disconnects a container: removes its endpoint with the resources in its namespace.
Result<void> disconnect_endpoint(Session& session, OpenState& open_state,
                                 const model::Network& network, const model::Endpoint& endpoint);

// Removes a network from the kernel. Its definition stays. Error in_use: a container is connected.
Result<void> remove_from_kernel(Session& session, OpenState& open_state,
                                const model::Network& network);

}  // namespace mydocker::app
