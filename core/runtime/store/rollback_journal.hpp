// The rollback journal of a SQLite database, for readers that take no lock.
//
// While a transaction changes the database file, the journal file holds the old content of every
// page that it changes. Its format is https://www.sqlite.org/fileformat2.html#the_rollback_journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mydocker::store {

// The number that a transaction chose at random for its journal. Nothing if `header`, the first
// bytes of a journal file, are not those of a transaction: then no page of the database is changed.
std::optional<std::uint32_t> journal_nonce(std::string_view header);

// How many bytes of a journal file journal_nonce() needs.
inline constexpr std::size_t kJournalHeaderSize = 28;

// Undoes the journal's transaction in `database`, the bytes of the database file. A record that was
// not written completely, and all after it, are ignored, as SQLite does.
void roll_back(std::string& database, std::string_view journal);

}  // namespace mydocker::store
