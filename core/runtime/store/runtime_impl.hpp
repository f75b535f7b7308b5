// What a RuntimeState consists of, for the files that implement it.
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

struct RuntimeState::Impl {
  Impl(RecordLocks locks_given, std::unique_ptr<Database> database_given, OrderedMap map_given)
      : locks(std::move(locks_given)),
        database(std::move(database_given)),
        map(std::move(map_given)) {}

  RecordLocks locks;
  // Rows that the open transaction has added: their bytes are let go if it is rolled back, because
  // their ids are given again then.
  std::vector<std::int64_t> begun;
  // Goes before them: closing it in a transaction rolls back, and that touches the others.
  std::unique_ptr<Database> database;
  OrderedMap map;  // its statements go before the database
  bool found_unfinished = false;
  bool is_snapshot = false;
  // A change that was completed and not acknowledged.
  struct Note {
    std::int64_t entry_id = 0;
    std::string owner;
    unsigned char stage = 0;  // of the row: kActivated, kEnded
  };
  std::string command{};                // of this process; empty: none
  std::map<std::string, Note> notes{};  // by command, as far as this process knows them
  std::optional<Error> elsewhere{};     // of a snapshot: the file is about another namespace

  // The value at the key as a record; nothing: there is none. corrupt_state: it is no record.
  Result<std::optional<Record>> record(std::string_view key);
  [[nodiscard]] Error unreadable(std::string_view key) const;

  // Locks the byte of a row that is being added; it is unlocked if the transaction is rolled back.
  Result<void> lock_new(std::int64_t entry_id);
  // The id of the owner's row; 0: there is none.
  Result<std::int64_t> id_of(std::string_view owner);
  // Without its plan.
  Result<std::optional<JournalEntry>> entry(std::int64_t entry_id);
  Result<void> write_entry(const JournalEntry& entry);
  Result<void> note_completed(const JournalEntry& entry, unsigned char stage);
  Result<std::string> plan(std::int64_t entry_id);  // empty: it has none

  // Takes an endpoint's own entries away, but not those below its row's key.
  Result<void> forget_endpoint(std::int64_t entry_id, const model::Endpoint& endpoint);
  Result<std::optional<model::Endpoint>> endpoint(std::int64_t entry_id);
  Result<void> forget_network(std::string_view network_id);

  // Every key from `start` on that begins with it.
  Result<std::vector<std::string>> keys_below(const std::string& start);
};

}  // namespace mydocker::store
