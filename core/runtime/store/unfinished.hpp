// Which rows of the journal are not active, as the one value `unfinished` of the runtime's map.
//
// Slots of eight bytes, zero where one is free. The value keeps its size when an id is entered or
// struck out, so that this works on a full disk too; it grows when all slots are in use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::store {

// The value with the id entered, once; with the id struck out.
std::string with_entry(std::string slots, std::int64_t entry_id);
std::string without_entry(std::string slots, std::int64_t entry_id);

// The ids, lowest first.
std::vector<std::int64_t> entries_in(std::string_view slots);

}  // namespace mydocker::store
