// The changes that dead commands left unfinished, as differences that `network verify` lists.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns one difference for each unfinished change of the network, with its container if there is
// one. The next command that changes something completes it or rolls it back.
Result<std::vector<DriftReport>> unfinished_changes(OpenState& open_state,
                                                    const model::Network& network);

// The same for the changes of networks that are not defined: their creation was not finished, or
// their removal.
Result<std::vector<DriftReport>> unfinished_changes_of_undefined(Session& session,
                                                                 OpenState& open_state);

// unfinished: a dead command left a change of this network, and the session only reads, so that
// recovery has not run.
Result<void> refuse_unfinished(const Session& session, OpenState& open_state,
                               const model::Network& network);

}  // namespace mydocker::app
