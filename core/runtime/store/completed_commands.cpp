// RuntimeState: which commands have completed a change lately. A command can be killed after its
// change, but before it reports success. If the user repeats it, these records show that the change
// is done.
//
// A journal entry contains the digest of its command. The transaction that completes the change
// stores the digest in one of 256 slots, with the id of the journal entry. The digest selects the
// first slot. If that slot belongs to another command that has not reported yet, the next slots are
// tried. So commands that run at the same time keep their records. A command that reports success
// writes the reached stage into the byte of its journal entry in the file `locks`. This needs no
// transaction.
#include <algorithm>
#include <array>
#include <charconv>

#include "runtime/store/runtime_impl.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {
namespace {

// The stages of a journal entry, in order: its resources are in the kernel, or it was deleted.
constexpr unsigned char kActivated = 1;
constexpr unsigned char kEnded = 2;

constexpr std::size_t kSlotDigits = 2;  // number of hexadecimal digits of the digest
constexpr unsigned kSlots = 256;
constexpr unsigned kTries = 8;  // number of slots that are tried for one command

// Returns the slots of a command, in order.
std::array<std::string, kTries> completed_keys(const std::string& command) {
  unsigned first = 0;
  std::from_chars(command.data(), command.data() + std::min(command.size(), kSlotDigits), first,
                  16);
  std::array<std::string, kTries> keys;
  for (unsigned n = 0; n < kTries; ++n)
    keys[n] = key_of({"last", "completed", std::to_string((first + n) % kSlots)});
  return keys;
}

}  // namespace

void RuntimeState::set_command(std::string command) { impl_->command = std::move(command); }

Result<void> RuntimeState::activate(std::int64_t entry_id) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(const auto entry, impl_->entry(entry_id));
    MYDOCKER_CHECK(set_phase(entry_id, Phase::active));
    if (entry && entry->kind == EntryKind::network)
      MYDOCKER_CHECK(impl_->map.erase(definition_key(entry_id)));
    return entry ? impl_->note_completed(*entry, kActivated) : Result<void>();
  });
}

// Deletes the journal entry and records that its command is completed. The record is written last.
// So on a full disk it uses the space of the deleted journal entry.
Result<void> RuntimeState::complete_entry(std::int64_t entry_id) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(const auto entry, impl_->entry(entry_id));
    MYDOCKER_CHECK(close_entry(entry_id));
    return entry ? impl_->note_completed(*entry, kEnded) : Result<void>();
  });
}

// Returns the slot for the command. If the command has a slot already, returns that one. If no slot
// is free, returns the first one, and its record will be replaced.
Result<std::string> RuntimeState::Impl::completed_slot(const std::string& digest) {
  const auto keys = completed_keys(digest);
  std::string free;
  for (const auto& key : keys) {
    MYDOCKER_TRY(const auto stored, record(key));
    if (stored && stored->text("command") == digest) return key;
    if (free.empty() && (!stored || is_reported(note_from(*stored)))) free = key;
  }
  return free.empty() ? keys.front() : free;
}

bool RuntimeState::Impl::is_reported(const Note& note) const {
  return locks.content(note.entry_id) >= note.stage;
}

RuntimeState::Impl::Note RuntimeState::Impl::note_from(const Record& stored) {
  return {stored.number("work"), stored.text("owner"),
          static_cast<unsigned char>(stored.number("stage"))};
}

Result<void> RuntimeState::Impl::note_completed(const JournalEntry& entry, unsigned char stage) {
  if (entry.command.empty()) return {};
  Record note;
  note.set("command", entry.command);
  note.set("owner", entry.owner);
  note.set("work", entry.id);
  note.set("stage", std::int64_t{stage});
  MYDOCKER_TRY(const auto key, completed_slot(entry.command));
  MYDOCKER_CHECK(map.put(key, note.bytes()));
  notes.insert_or_assign(entry.command, Note{entry.id, entry.owner, stage});
  return {};
}

Result<std::optional<std::string>> RuntimeState::completed_by(const std::string& command) {
  using Owner = std::optional<std::string>;
  if (const auto own = impl_->notes.find(command); own != impl_->notes.end())
    return Owner(own->second.owner);
  if (command.empty()) return Owner();
  for (const auto& key : completed_keys(command)) {
    MYDOCKER_TRY(const auto stored, impl_->record(key));
    if (!stored || stored->text("command") != command) continue;
    const auto note = Impl::note_from(*stored);
    if (impl_->is_reported(note)) return Owner();
    impl_->notes.emplace(command, note);
    return Owner(note.owner);
  }
  return Owner();
}

void RuntimeState::acknowledge() noexcept {
  const auto note = impl_->notes.find(impl_->command);
  if (note == impl_->notes.end()) return;
  impl_->locks.set_content(note->second.entry_id, note->second.stage);
  impl_->notes.erase(note);
}

}  // namespace mydocker::store
