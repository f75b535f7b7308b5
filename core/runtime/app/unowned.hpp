// Objects of the kernel that have the marks of mydocker, but belong to no journal entry.
#pragma once

#include <cstddef>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Number of digits that are shown of the id of a network without a name.
inline constexpr std::size_t kShownIdSize = 12;

// Returns objects that belong to no journal entry. These are services, rules of drivers, links with
// the marks of mydocker, and the firewall tables. Tables are left out if this user cannot read
// them. Bridges and tables are last. If the tables belong to another run directory, writes a note,
// and returns only services and rules of drivers. The links may belong to that directory.
Result<std::vector<Resource>> unowned_objects(Session& session, OpenState& open_state);

// Returns the active networks that have a journal entry, but no definition.
// `copied` true: those with a copy of the definition in runtime.db. `copied` false: those without a
// copy.
Result<std::vector<store::JournalEntry>> undefined_networks(Session& session, OpenState& open_state,
                                                            bool copied);

// Returns the active endpoints whose network has no journal entry. A damaged database can lose this
// journal entry.
Result<std::vector<store::JournalEntry>> lost_connections(OpenState& open_state);

// Returns all journal entries with their plans.
Result<std::vector<store::JournalEntry>> all_entries(OpenState& open_state);

}  // namespace mydocker::app
