// A network's plan, carried out: when it is made, and again after a reboot when it is first needed.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Plans the network and does the steps under the work row, which is then active. If that fails
// nothing is left but, perhaps, the row itself.
Result<void> apply_network(Session& session, const model::Network& network, std::int64_t entry_id);

// What apply_network would do, as a script.
Result<std::string> network_script(Session& session, const model::Network& network);

// The network's row in the journal; a network that is defined but not in the kernel, as after a
// reboot, is put there first. busy: another command is at it.
Result<store::JournalEntry> require_applied(Session& session, const model::Network& network);

}  // namespace mydocker::app
