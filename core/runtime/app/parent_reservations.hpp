// Reservations of macvlan parents. In mode passthru a parent allows one macvlan only. The kernel
// refuses the second one too, but its error does not name the first.
#pragma once

#include <cstdint>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Stores the reservation of each parent with the journal entry. Both are removed together. Inside a
// transaction. already_exists: a macvlan of the plan conflicts with another one on its parent; the
// error names it.
Result<void> reserve_parents(Session& session, OpenState& open_state, const Plan& plan,
                             std::int64_t entry_id);

}  // namespace mydocker::app
