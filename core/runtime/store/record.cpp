#include "runtime/store/record.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <utility>

namespace mydocker::store {
namespace {

void add_netstring(std::string& bytes, std::string_view text) {
  std::array<char, 20> digits{};
  const char* const end =
      std::to_chars(digits.data(), digits.data() + digits.size(), text.size()).ptr;
  bytes.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
  bytes += ':';
  bytes += text;
}

// Reads one netstring and removes it from the front of `bytes`. Returns nothing if it is invalid.
std::optional<std::string> take_netstring(std::string_view& bytes) {
  std::size_t size = 0;
  const char* const end = bytes.data() + bytes.size();
  const auto read = std::from_chars(bytes.data(), end, size);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != ':') return std::nullopt;
  bytes.remove_prefix(static_cast<std::size_t>(read.ptr - bytes.data()) + 1);
  if (size > bytes.size()) return std::nullopt;
  std::string text(bytes.substr(0, size));
  bytes.remove_prefix(size);
  return text;
}

}  // namespace

std::optional<Record> Record::parse(std::string_view bytes) {
  Record record;
  while (!bytes.empty()) {
    auto name = take_netstring(bytes);
    auto text = take_netstring(bytes);
    if (!name || !text) return std::nullopt;
    record.fields_.insert_or_assign(*std::move(name), *std::move(text));
  }
  return record;
}

std::string Record::bytes() const {
  constexpr std::size_t kUsualSize = 640;
  std::string bytes;
  bytes.reserve(kUsualSize);
  for (const auto& [name, text] : fields_) {
    add_netstring(bytes, name);
    add_netstring(bytes, text);
  }
  return bytes;
}

void Record::set(std::string_view name, const std::map<std::string, std::string>& texts) {
  for (const auto& [key, text] : texts) set(std::string(name) + "." + key, text);
}

const std::string& Record::text(const std::string& name) const {
  static const std::string kNone;
  const auto field = fields_.find(name);
  return field == fields_.end() ? kNone : field->second;
}

std::int64_t Record::number(const std::string& name) const {
  const std::string& digits = text(name);
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::map<std::string, std::string> Record::texts(std::string_view name) const {
  const std::string start = std::string(name) + ".";
  std::map<std::string, std::string> texts;
  for (auto field = fields_.lower_bound(start);
       field != fields_.end() && field->first.starts_with(start); ++field)
    texts.emplace(field->first.substr(start.size()), field->second);
  return texts;
}

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
