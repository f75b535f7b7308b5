// The changes that dead commands left unfinished, as differences that `network verify` lists.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns one difference for each unfinished change of the network, with its container if there is
// one. The next changing command completes the change or rolls it back.
Result<std::vector<DriftReport>> unfinished_changes(OpenState& open_state,
                                                    const model::Network& network);

// Does the same for networks that are not defined, because their creation or removal was not
// finished.
Result<std::vector<DriftReport>> unfinished_changes_of_undefined(Session& session,
                                                                 OpenState& open_state);

// Refuses the dry run of a network with an unfinished change. Error unfinished: a dead command left
// the change. A dry run only reads, so recovery has not completed the change or rolled it back.
Result<void> refuse_unfinished(const Session& session, OpenState& open_state,
                               const model::Network& network);

}  // namespace mydocker::app
