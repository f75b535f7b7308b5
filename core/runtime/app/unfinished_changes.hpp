// The changes that commands left unfinished when they died. `network verify` lists them as
// differences.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns one difference for each unfinished change of the network, with its container if there is
// one. The next changing command completes the change or rolls it back.
Result<std::vector<DriftReport>> unfinished_changes(OpenState& open_state,
                                                    const model::Network& network);

// Does the same for networks without a definition: their creation or removal was not finished.
Result<std::vector<DriftReport>> unfinished_changes_of_undefined(Session& session,
                                                                 OpenState& open_state);

// Checks a dry run. Error unfinished: a command has died and left a change of this network
// unfinished. A dry run only reads, so recovery has neither completed the change nor rolled it
// back.
Result<void> refuse_unfinished(const Session& session, OpenState& open_state,
                               const model::Network& network);

}  // namespace mydocker::app
