// The members of RuntimeState, for its implementation files.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/store/database.hpp"
#include "runtime/store/ordered_map.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/record_locks.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {

// These functions return nothing if a field is invalid.
std::optional<JournalEntry> journal_entry_from(std::int64_t entry_id, const Record& record);
std::optional<ActiveNetwork> active_network_from(const Record& record);

// The members of a RuntimeState, which owns all of them. Their order is important: later members
// are destroyed first.
struct RuntimeState::Impl {
  Impl(RecordLocks locks_given, std::unique_ptr<Database> database_given, OrderedMap map_given)
      : locks(std::move(locks_given)),
        database(std::move(database_given)),
        map(std::move(map_given)) {}

  RecordLocks locks;
  // The journal entries that the open transaction has added. A rollback unlocks the bytes of these
  // journal entries in the file `locks`. Later journal entries get the same ids, so they need the
  // same bytes.
  std::vector<std::int64_t> begun;
  // The database is destroyed before the members above. Closing it inside a transaction calls the
  // rollback hook, which uses these members.
  std::unique_ptr<Database> database;
  OrderedMap map;  // statements of the map are destroyed before the database
  bool found_unfinished = false;
  bool is_snapshot = false;
  // A change that is completed, but whose command has not reported success yet.
  struct Note {
    std::int64_t entry_id = 0;
    std::string owner;
    unsigned char stage = 0;  // kActivated or kEnded
  };
  std::string command{};                // command of this process; empty: none
  std::map<std::string, Note> notes{};  // notes of commands, as far as this process knows them
  std::optional<Error> elsewhere{};  // only for a snapshot: the file belongs to another namespace

  // Returns the record at the key, or nothing. corrupt_state: the value is not a record.
  Result<std::optional<Record>> record(std::string_view key);
  [[nodiscard]] Error unreadable(std::string_view key) const;

  // Locks the byte of a new entry. A rollback of the transaction unlocks it.
  Result<void> lock_new(std::int64_t entry_id);
  // Returns the id of the owner's entry, or 0.
  Result<std::int64_t> id_of(std::string_view owner);
  // Returns the journal entry without its plan.
  Result<std::optional<JournalEntry>> entry(std::int64_t entry_id);
  Result<void> write_entry(const JournalEntry& entry);
  Result<void> note_completed(const JournalEntry& entry, unsigned char stage);
  // Returns the key of the slot for the record of a completed command.
  Result<std::string> completed_slot(const std::string& digest);
  [[nodiscard]] bool is_reported(const Note& note) const;
  static Note note_from(const Record& stored);
  Result<Plan> plan(std::int64_t entry_id);  // the plan is empty if there is none
  [[nodiscard]] Result<Plan> plan_in(const Statement& row) const;

  // Removes the keys of an endpoint. The keys that begin with the key of its journal entry stay.
  Result<void> forget_endpoint(std::int64_t entry_id, const model::Endpoint& endpoint);
  Result<std::optional<model::Endpoint>> endpoint(std::int64_t entry_id);
  Result<void> forget_network(std::string_view network_id);

  // Returns all keys that begin with `start`.
  Result<std::vector<std::string>> keys_below(const std::string& start);
};

}  // namespace mydocker::store
