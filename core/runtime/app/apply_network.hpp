// Creates a defined network in the kernel: at creation, and after a reboot when it is first needed.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/app/session.hpp"
#include "runtime/apply/applier.hpp"

namespace mydocker::app {

// Plans the network and does the steps under the journal entry `entry_id`, which becomes active.
// After an error the kernel is unchanged; only the entry may remain. `complete` stores the result;
// without it the entry becomes active.
Result<void> apply_network(Session& session, const model::Network& network, std::int64_t entry_id,
                           const apply::Applier::Completion& complete = nullptr);

// Returns the copy of a network for the runtime state. `plan`: its resources in the kernel.
store::ActiveNetwork active_network_of(const model::Network& network, const Plan& plan);

// Activates the journal entry, and stores a copy of the definition beside it. The copy replaces a
// lost definitions.db. Returns the copy.
Result<store::ActiveNetwork> activate_network(OpenState& open_state, const model::Network& network,
                                              std::int64_t entry_id);

// Simulates apply_network for a dry run: the overlay and the private copy of the state contain the
// network afterwards. Returns the steps.
Result<std::vector<plan::Step>> simulate_network(Session& session, const model::Network& network);

// Returns the shell script with the steps of apply_network. Changes nothing.
Result<std::string> network_script(Session& session, const model::Network& network);

// Returns the journal entry of the network. A network that is defined but not in the kernel (for
// example after a reboot) is created there first. A dry run only simulates this
// (Session::simulated). busy: another command is changing the network.
Result<store::JournalEntry> require_applied(Session& session, const model::Network& network);

}  // namespace mydocker::app
