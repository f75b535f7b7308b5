// What another definition of a network would change in the kernel, and whether it may.
//
// The driver plans the network as it is and as it shall be. What only one of the plans has is added
// or taken away, if that is nothing but elements of the firewall's sets, and no container would
// have to be connected in another way. Does not: change anything.
#pragma once

#include "runtime/app/session.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {

struct PlannedChange {
  Plan added;
  Plan removed;
};

// unsupported: the network would have to be made anew; in_use: a container would have to be
// connected again. Both say what is in the way.
Result<PlannedChange> plan_change(Session& session, const model::Network& now,
                                  const model::Network& spec);

// Adds the lines that would make it to the script.
Result<void> add_change(Session& session, const model::Network& now, const model::Network& spec,
                        plan::Script& script);

// Where the plan of the network that has that row is carried out; stands on a kernel of `parts`,
// the last one that was opened.
Result<apply::ExecutionContext> execution_for(Session& session, const model::Network& network,
                                              const store::JournalEntry& journal_entry);

// The copy of a network that holds this in the kernel.
store::ActiveNetwork active_network_of(const model::Network& network, const Plan& held);

}  // namespace mydocker::app
