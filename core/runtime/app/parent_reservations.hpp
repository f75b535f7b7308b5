// Who has a macvlan on which link of the host. In mode passthru a link admits one and nobody beside
// it; the kernel would refuse the second too, but could not say who the first is.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// already_exists: a macvlan of the plan has no room on its parent; names who is there.
Result<void> check_parents(Session& session, const Plan& plan);

// The same, and notes it for the row, with which it goes. Inside a transaction.
Result<void> reserve_parents(Session& session, const Plan& plan, std::int64_t entry_id);

}  // namespace mydocker::app
