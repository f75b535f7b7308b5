// Reads the committed content of a SQLite database file without a lock.
//
// A stopped reader with a SQLite lock would block every writer. So this reader takes no lock. It
// reads the file again if a transaction was committed during the read. Changes of a running or dead
// transaction are undone in the copy, with the rollback journal. The journal has the old content of
// each changed page (https://www.sqlite.org/fileformat2.html#the_rollback_journal). This code does
// not write, create or lock a file.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {

// Returns the bytes of the database. not_found: the file does not exist. Error busy: too many
// commits happened, so no read was consistent within `busy_timeout`.
Result<std::string> read_committed(const PrivateDirectory& directory, const std::string& name,
                                   std::chrono::milliseconds busy_timeout);

// Identifies one state of a database file.
struct FileVersion {
  std::optional<std::uint32_t> transaction;  // nonce of the running transaction, if there is one
  std::string change_counter;                // value that grows with every commit
  std::string last_transaction;  // checksum of the first record of the transaction's journal
};

// One open database file with its journal. It owns both descriptors.
class CommittedFile {
 public:
  // Opens the file. not_found: the file does not exist.
  static Result<CommittedFile> open(const PrivateDirectory& directory, const std::string& name);

  [[nodiscard]] Result<FileVersion> version() const;
  // Returns whether no transaction was committed after `before`. If so, everything that was read
  // from the file since then belongs to that version. This holds only if no transaction was
  // running.
  [[nodiscard]] Result<bool> is_still(const FileVersion& before) const;

  [[nodiscard]] int file() const noexcept { return file_.get(); }
  [[nodiscard]] int journal() const noexcept { return journal_.get(); }

 private:
  base::UniqueFd file_;
  base::UniqueFd journal_;
};

// Returns the number in four bytes of a file of SQLite. The bytes must exist.
std::uint32_t big_endian(std::string_view bytes, std::size_t at);

// Returns the random number (nonce) that a transaction chose for its journal. `header` is the first
// bytes of the journal. Returns nothing if the header is not valid. Then no transaction is running,
// and no page of the database has changed.
std::optional<std::uint32_t> journal_nonce(std::string_view header);

// The number of bytes that journal_nonce() needs.
inline constexpr std::size_t kJournalHeaderSize = 28;

// Undoes a transaction in `database`, a copy of the database file. `journal` is the transaction's
// rollback journal. Like SQLite, ignores an incomplete record and all records after it.
void roll_back(std::string& database, std::string_view journal);

}  // namespace mydocker::store
