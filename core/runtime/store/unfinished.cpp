#include "runtime/store/unfinished.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace mydocker::store {
namespace {

constexpr std::size_t kSlot = sizeof(std::int64_t);
constexpr std::size_t kSlotsAtOnce = 32;

std::int64_t slot_at(std::string_view slots, std::size_t at) {
  std::int64_t entry_id = 0;
  std::memcpy(&entry_id, slots.data() + at, kSlot);
  return entry_id;
}

// Returns the offset of the slot with this content. If there is none, returns the end of the last
// whole slot.
std::size_t find_slot(std::string_view slots, std::int64_t entry_id) {
  std::size_t at = 0;
  while (at + kSlot <= slots.size() && slot_at(slots, at) != entry_id) at += kSlot;
  return at;
}

bool is_slot(std::string_view slots, std::size_t at) { return at + kSlot <= slots.size(); }

}  // namespace

std::string with_entry(std::string slots, std::int64_t entry_id) {
  if (is_slot(slots, find_slot(slots, entry_id))) return slots;
  const std::size_t at = find_slot(slots, 0);
  if (!is_slot(slots, at)) slots.resize(at + kSlotsAtOnce * kSlot, '\0');
  std::memcpy(slots.data() + at, &entry_id, kSlot);
  return slots;
}

std::string without_entry(std::string slots, std::int64_t entry_id) {
  const std::size_t at = find_slot(slots, entry_id);
  if (is_slot(slots, at)) std::memset(slots.data() + at, 0, kSlot);
  return slots;
}

std::vector<std::int64_t> entries_in(std::string_view slots) {
  std::vector<std::int64_t> entry_ids;
  for (std::size_t at = 0; is_slot(slots, at); at += kSlot)
    if (const auto entry_id = slot_at(slots, at); entry_id != 0) entry_ids.push_back(entry_id);
  std::ranges::sort(entry_ids);
  return entry_ids;
}

}  // namespace mydocker::store
