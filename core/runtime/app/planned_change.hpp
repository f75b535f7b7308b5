// Computes what a new definition of a network changes in the kernel, and whether that is allowed.
//
// The driver plans the network with the old and with the new definition. The difference is allowed
// if it has only single entries, such as elements of firewall sets. The plans of the containers may
// differ in values that change in place, such as a rate.
// Does not: change anything.
#pragma once

#include "runtime/app/session.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {

// Resources of one plan that get other values in place. Both plans have the same identities.
struct ValueChange {
  std::string owner;  // the id of the network or the endpoint
  Plan from;
  Plan to;
};

// The difference between two plans of a network, and of its endpoints.
struct PlannedChange {
  Plan added;
  Plan removed;
  std::vector<ValueChange> values{};
};

// unsupported: the network must be recreated. in_use: a container must be disconnected and
// connected again. Both errors name the resource.
Result<PlannedChange> plan_change(Session& session, const model::Network& now,
                                  const model::Network& spec);

// Adds the shell lines of the change to the script.
Result<void> add_change(Session& session, const model::Network& now, const model::Network& spec,
                        plan::Script& script);

// Returns the context for the plan of the network with that journal entry. It refers to the kernel
// that the session opened last.
Result<apply::ExecutionContext> execution_for(Session& session, const model::Network& network,
                                              const store::JournalEntry& journal_entry);

}  // namespace mydocker::app
