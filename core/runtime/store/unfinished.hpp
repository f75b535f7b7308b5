// The ids of journal entries that are not active, as the value `unfinished` in the map.
//
// Each slot has eight bytes; a free slot is zero. Adding or removing an id does not change the
// size, so that it works on a full disk. The value grows when all slots are in use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::store {

// Return the value with the id added once, or with the id removed.
std::string with_entry(std::string slots, std::int64_t entry_id);
std::string without_entry(std::string slots, std::int64_t entry_id);

// Returns the ids, lowest first.
std::vector<std::int64_t> entries_in(std::string_view slots);

}  // namespace mydocker::store
