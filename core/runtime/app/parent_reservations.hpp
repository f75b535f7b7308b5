// Reservations of macvlan parents. In mode passthru a parent allows one macvlan only. The kernel
// refuses the second one too, but its error does not name the first.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// already_exists: a macvlan of the plan conflicts with another one on its parent; the error names
// it.
Result<void> check_parents(Session& session, const Plan& plan);

// The same, and stores the reservation with the journal entry. Both are removed together. Inside a
// transaction.
Result<void> reserve_parents(Session& session, const Plan& plan, std::int64_t entry_id);

}  // namespace mydocker::app
