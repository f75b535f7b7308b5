#include "runtime/store/unfinished.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace mydocker::store {
namespace {

constexpr std::size_t kSlot = sizeof(std::int64_t);
constexpr std::size_t kSlotsAtOnce = 32;

std::int64_t slot_at(std::string_view slots, std::size_t at) {
  std::int64_t work = 0;
  std::memcpy(&work, slots.data() + at, kSlot);
  return work;
}

// The place of the slot with this content; slots.size() rounded down to whole slots: there is none.
std::size_t find_slot(std::string_view slots, std::int64_t work) {
  std::size_t at = 0;
  while (at + kSlot <= slots.size() && slot_at(slots, at) != work) at += kSlot;
  return at;
}

bool is_slot(std::string_view slots, std::size_t at) { return at + kSlot <= slots.size(); }

}  // namespace

std::string with_work(std::string slots, std::int64_t work) {
  if (is_slot(slots, find_slot(slots, work))) return slots;
  const std::size_t at = find_slot(slots, 0);
  if (!is_slot(slots, at)) slots.resize(at + kSlotsAtOnce * kSlot, '\0');
  std::memcpy(slots.data() + at, &work, kSlot);
  return slots;
}

std::string without_work(std::string slots, std::int64_t work) {
  const std::size_t at = find_slot(slots, work);
  if (is_slot(slots, at)) std::memset(slots.data() + at, 0, kSlot);
  return slots;
}

std::vector<std::int64_t> works_in(std::string_view slots) {
  std::vector<std::int64_t> works;
  for (std::size_t at = 0; is_slot(slots, at); at += kSlot)
    if (const auto work = slot_at(slots, at); work != 0) works.push_back(work);
  std::ranges::sort(works);
  return works;
}

}  // namespace mydocker::store
