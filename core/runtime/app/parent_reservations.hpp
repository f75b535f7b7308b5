// Reservations of macvlan parents. In mode passthru a parent allows only one macvlan. The kernel
// refuses the second one too, but its error does not name the first one.
#pragma once

#include <cstdint>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Stores the reservation of each parent with the journal entry. Both are removed together. Call it
// inside a transaction. already_exists: a macvlan of the plan conflicts with another macvlan on its
// parent. The error names the container or the network that has the other one.
Result<void> reserve_parents(Session& session, OpenState& open_state, const Plan& plan,
                             std::int64_t entry_id);

}  // namespace mydocker::app
