// Objects of the kernel that have the marks of mydocker, but belong to no journal entry.
#pragma once

#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns the marked links without an owner, and the firewall tables if no entry holds them. Tables
// are left out if this user cannot read them. Bridges and tables are last.
Result<std::vector<Resource>> unowned_objects(Session& session);

// Returns all journal entries with their plans.
Result<std::vector<store::JournalEntry>> all_entries(OpenState& open_state);

}  // namespace mydocker::app
