// Reservations of the parents of macvlans. In mode passthru a parent allows only one macvlan. The
// kernel refuses a second one too, but its error does not say which macvlan is in the way.
#pragma once

#include <cstdint>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Stores a reservation of each parent in the journal entry `entry_id`. It is removed together with
// this journal entry. Call it inside a transaction. already_exists: a macvlan of the plan conflicts
// with another macvlan on its parent. The error names the container or the network that has the
// other one.
Result<void> reserve_parents(Session& session, OpenState& open_state, const Plan& plan,
                             std::int64_t entry_id);

}  // namespace mydocker::app
