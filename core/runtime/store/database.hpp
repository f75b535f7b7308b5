// A SQLite database in a private directory, and its statements.
//
// This module is the only user of SQLite. Handles are move-only values. Result codes become errors
// with a kind, the path of the file and a hint. A new file is written completely under another
// name, with its schema. Then it is renamed. So a file that is empty or too short was damaged
// later.
//
// Example:
//   MYDOCKER_TRY(auto database, Database::open(directory, file));
//   MYDOCKER_TRY(auto row, database->query("SELECT name FROM networks WHERE id=?", id));
//   MYDOCKER_TRY(const bool found, row.step());
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/store/database_files.hpp"
#include "runtime/store/private_directory.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace mydocker::store {

// Bytes that are compared without a text encoding. A Blob does not own them.
struct Blob {
  std::string_view bytes;
};

class JournalVfs;
struct WatchedFile;

// One prepared statement with its bound values. The database must outlive it. An error of bind() is
// returned by step().
class Statement {
 public:
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, const Blob& blob);

  // Moves to the next row. Returns false if there is no further row.
  Result<bool> step();
  // Prepares the statement for new values. Without an open transaction, this also releases the
  // locks of the statement.
  void reset() noexcept;

  // These functions return a column of the current row, counted from 0.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;  // returns a text or a blob

  // Returns a corrupt_state error about the current row, with the path of the file.
  [[nodiscard]] Error unreadable(const std::string& cause) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  Statement(const Database& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}
  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bind_code_ = 0;  // the first failed bind(); step() returns it
};

// How a snapshot reads the file: all of it at once, or each page when it is needed. For a large
// file, reading single pages is faster. But another command can change the file meanwhile.
enum class Copy : std::uint8_t { whole, pages };

// One connection to a database file, or a copy in memory. Not thread-safe. Errors name the path of
// the file.
class Database {
 public:
  // Reads data during open(), in the same read transaction as the schema version.
  using OnOpen = std::function<Result<void>(Database&)>;
  // Opens the file and updates its schema. unsupported: the schema is newer than this program.
  // corrupt_state: the file is damaged, or is not a database of mydocker.
  static Result<std::unique_ptr<Database>> open(
      const PrivateDirectory& directory, const DatabaseFile& file,
      const OnOpen& look = [](Database&) { return Result<void>(); });

  // Returns a private copy of the committed content in memory, with the latest schema. The copy is
  // empty if the file does not exist. The file is not created, locked or changed
  // (committed_file.hpp). With Copy::pages, read data are valid only if is_unchanged() returns true
  // afterwards.
  static Result<std::unique_ptr<Database>> open_snapshot(const std::filesystem::path& directory,
                                                         const DatabaseFile& file,
                                                         Copy copy = Copy::whole);
  // Returns whether everything that was read belongs to one version of the file.
  [[nodiscard]] Result<bool> is_unchanged() const;
  // Returns whether pages are read from the file. Then the database cannot be written.
  [[nodiscard]] bool reads_pages() const noexcept { return watched_ != nullptr; }

  Result<Statement> prepare(std::string_view sql);
  // Returns the prepared statement. Its values are bound in order.
  template <class... Values>
  Result<Statement> query(std::string_view sql, const Values&... values) {
    MYDOCKER_TRY(auto statement, prepare(sql));
    int index = 0;
    (statement.bind(++index, values), ...);
    return statement;
  }
  // Runs a statement without result rows. Returns the number of changed rows.
  template <class... Values>
  Result<std::int64_t> run(std::string_view sql, const Values&... values) {
    MYDOCKER_TRY(auto statement, query(sql, values...));
    MYDOCKER_CHECK(statement.step());
    return changes();
  }

  // Checks that the file can be written. Error permission: the file could only be opened for
  // reading.
  [[nodiscard]] Result<void> check_writable() const;

  // Executes BEGIN IMMEDIATE; error busy: another writer has the lock for too long.
  Result<void> begin();
  // Commits. After an error of another kind than `unfinished`, nothing is stored. SQLite can report
  // an error although the commit is stored, for example when the unlock fails. So after an error
  // this function reads what is stored. Error unfinished: this read failed too, so the result is
  // unknown.
  Result<void> commit();
  void rollback() noexcept;
  [[nodiscard]] bool in_transaction() const noexcept;
  // Calls `act` in the open transaction, or in its own transaction.
  template <class Act>
  Result<void> with_transaction(Act act) {
    if (in_transaction()) return act();
    MYDOCKER_CHECK(begin());
    Result<void> result = act();
    if (result.ok()) result = commit();
    if (!result.ok()) rollback();
    return result;
  }

  // Begins a read transaction, which rollback() ends.
  Result<void> begin_read() { return execute("BEGIN"); }
  // Calls `act`, which only reads, on one consistent state of the database.
  template <class Act>
  auto with_read_transaction(Act act) -> decltype(act()) {
    if (in_transaction()) return act();
    MYDOCKER_CHECK(begin_read());
    auto result = act();
    rollback();
    return result;
  }

  [[nodiscard]] sqlite3* handle() const noexcept { return handle_.get(); }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  // Returns the error for a SQLite result code that was just returned.
  [[nodiscard]] Error error(int code) const;
  // Returns a corrupt_state error with the path of the file.
  [[nodiscard]] Error damaged(const std::string& cause) const;
  // Returns whether the header has a format that SQLite can read, but not write.
  [[nodiscard]] bool has_changed_header() const;
  static constexpr const char* kChangedHeader = "its header is changed";

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept;
  };
  struct Delete {
    void operator()(JournalVfs* vfs) const noexcept;
    void operator()(WatchedFile* watched) const noexcept;
  };
  Database(std::filesystem::path path, std::chrono::milliseconds busy_timeout)
      : path_(std::move(path)), busy_timeout_(busy_timeout) {}
  Result<void> open_handle(const char* name, int flags, const char* vfs);
  Result<void> connect();
  Result<void> prepare_to_write(Durability durability);
  Result<void> connect_in_memory();
  Result<bool> connect_to_pages(const std::filesystem::path& directory, const DatabaseFile& file);
  Result<void> load(const std::string& image);
  Result<void> make_schema(std::span<const char* const> schema);
  Result<bool> is_current(std::span<const char* const> schema);
  Result<void> migrate(const DatabaseFile& file);
  Result<std::int64_t> schema_version();
  Result<std::int64_t> number_in_header(std::int64_t at);
  Result<std::int64_t> pragma(std::string_view name);
  Result<bool> has_stored(std::int64_t mark);
  Result<void> execute(const char* sql);
  [[nodiscard]] std::int64_t changes() const noexcept;
  static int wait(void* database, int tries) noexcept;

  std::filesystem::path path_;
  std::chrono::milliseconds busy_timeout_;
  std::chrono::steady_clock::time_point waiting_since_;
  // The counts at the start of the transaction: the rows that this connection has changed, and the
  // commits of all connections to the file.
  std::int64_t changes_at_begin_ = 0;
  std::int64_t commits_at_begin_ = 0;
  // Set only for a database in a file; must be destroyed after handle_.
  std::unique_ptr<JournalVfs, Delete> vfs_;
  std::unique_ptr<WatchedFile, Delete> watched_;  // set only for Copy::pages
  std::unique_ptr<sqlite3, Close> handle_;
};

// Ends a read transaction in its destructor.
class Reading {
 public:
  // Begins a read transaction, unless a transaction is open already. The object does not own the
  // database.
  static Result<Reading> begin(Database& database) {
    if (database.in_transaction()) return Reading(nullptr);
    MYDOCKER_CHECK(database.begin_read());
    return Reading(&database);
  }
  Reading(Reading&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Reading& operator=(Reading&&) = delete;
  ~Reading() {
    if (database_ != nullptr) database_->rollback();
  }

 private:
  explicit Reading(Database* database) noexcept : database_(database) {}
  Database* database_;
};

// Reads all rows of a statement. `read` is a function from Statement& to a Result of one element.
template <class Rows, class Read>
Result<Rows> collect_in(Statement statement, Read read) {
  Rows rows;
  for (;;) {
    MYDOCKER_TRY(const bool found, statement.step());
    if (!found) return rows;
    MYDOCKER_TRY(auto row, read(statement));
    rows.push_back(std::move(row));
  }
}
template <class T, class Read>
Result<std::vector<T>> collect(Statement statement, Read read) {
  return collect_in<std::vector<T>>(std::move(statement), read);
}

}  // namespace mydocker::store
