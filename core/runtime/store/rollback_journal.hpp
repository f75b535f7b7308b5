// Parses the rollback journal of a SQLite database, for readers without a lock.
//
// While a transaction changes the database file, the journal file has the old content of each
// changed page. The format: https://www.sqlite.org/fileformat2.html#the_rollback_journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mydocker::store {

// Returns the random number (nonce) that a transaction chose for its journal. `header` is the first
// bytes of the file. Nothing if it is not a valid header: then no page of the database is changed.
std::optional<std::uint32_t> journal_nonce(std::string_view header);

// The number of bytes that journal_nonce() needs.
inline constexpr std::size_t kJournalHeaderSize = 28;

// Undoes the journal's transaction in `database`, the bytes of the database file. Like SQLite,
// ignores an incomplete record and all records after it.
void roll_back(std::string& database, std::string_view journal);

}  // namespace mydocker::store
