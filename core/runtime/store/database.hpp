// A SQLite database in a private directory, and the statements on it.
//
// The only door to SQLite: its handles are move-only values here, and its codes become errors with
// a kind, the file's path, and what to do. A file is born whole, schema and all, under another name
// and renamed into place; so one that is empty or short is damaged and never mistaken for new.
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
#include "runtime/store/private_directory.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace mydocker::store {

// Bytes that are compared as they are; lent.
struct Blob {
  std::string_view bytes;
};

class Database;

// One statement with its values. Lives no longer than the database.
class Statement {
 public:
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, const Blob& blob);

  // On to the next row; false: there is none.
  Result<bool> step();
  // To be bound and stepped anew; ends what it reads or writes if no transaction is open.
  void reset() noexcept;

  // The row's columns, counted from 0.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;  // of a text or a blob

  // An error of kind corrupt_state about the row, with the file's path.
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
  int bind_code_ = 0;  // the first value that could not be bound, reported by step()
};

enum class Durability : std::uint8_t {
  power_cut,      // what was committed survives the loss of power
  process_death,  // and this only the death of the process
};

struct DatabaseFile {
  std::string name;  // inside the directory
  // The statements that lead from each version of the schema to the next; the first ones make it.
  std::span<const char* const> schema;
  Durability durability = Durability::power_cut;
  std::chrono::milliseconds busy_timeout{10'000};  // with another writer
};

class Database {
 public:
  // What the opener reads first, on the same state of the database as its schema's version.
  using OnOpen = std::function<Result<void>(Database&)>;
  // unsupported: a schema newer than the last one known; corrupt_state: damaged, or not ours.
  static Result<std::unique_ptr<Database>> open(
      const PrivateDirectory& directory, const DatabaseFile& file,
      const OnOpen& look = [](Database&) { return Result<void>(); });

  // A private copy in memory of what is committed, with the latest schema; empty if there is no
  // such file. The file is neither made, locked nor changed, whatever is done to the copy
  // (committed_file.hpp).
  static Result<std::unique_ptr<Database>> open_snapshot(const std::filesystem::path& directory,
                                                         const DatabaseFile& file);

  Result<Statement> prepare(std::string_view sql);
  // The statement with its values bound, in order.
  template <class... Values>
  Result<Statement> query(std::string_view sql, const Values&... values) {
    MYDOCKER_TRY(auto statement, prepare(sql));
    int index = 0;
    (statement.bind(++index, values), ...);
    return statement;
  }
  // Runs a statement that has no rows; how many rows it has changed.
  template <class... Values>
  Result<std::int64_t> run(std::string_view sql, const Values&... values) {
    MYDOCKER_TRY(auto statement, query(sql, values...));
    MYDOCKER_CHECK(statement.step());
    return changes();
  }

  // permission: the file could be opened to read only.
  [[nodiscard]] Result<void> check_writable() const;

  Result<void> begin();  // BEGIN IMMEDIATE; busy: another writer was there all the time
  // An error means that nothing is stored: SQLite may report one after the commit, say when
  // unlocking fails, so what is stored is read. unfinished: that could not be read either.
  Result<void> commit();
  void rollback() noexcept;
  [[nodiscard]] bool in_transaction() const noexcept;
  // Does `act` in the transaction that is open, or in one of its own.
  template <class Act>
  Result<void> with_transaction(Act act) {
    if (in_transaction()) return act();
    MYDOCKER_CHECK(begin());
    Result<void> result = act();
    if (result.ok()) result = commit();
    if (!result.ok()) rollback();
    return result;
  }

  // Does `act`, which only reads, on one and the same state of the database.
  template <class Act>
  auto with_read_transaction(Act act) -> decltype(act()) {
    if (in_transaction()) return act();
    MYDOCKER_CHECK(execute("BEGIN"));
    auto result = act();
    rollback();
    return result;
  }

  [[nodiscard]] sqlite3* handle() const noexcept { return handle_.get(); }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  // What SQLite's code, just returned, means here.
  [[nodiscard]] Error error(int code) const;
  // corrupt_state, with the file's path: what was read makes no sense.
  [[nodiscard]] Error damaged(const std::string& cause) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept;
  };
  Database(std::filesystem::path path, std::chrono::milliseconds busy_timeout)
      : path_(std::move(path)), busy_timeout_(busy_timeout) {}
  Result<void> connect(Durability durability);
  Result<void> connect_in_memory();
  Result<void> load(const std::string& image);
  Result<void> make_schema(std::span<const char* const> schema);
  Result<bool> is_current(std::span<const char* const> schema);
  Result<void> migrate(std::span<const char* const> schema);
  Result<std::int64_t> schema_version();
  Result<std::int64_t> change_counter();
  Result<std::int64_t> pragma(std::string_view name);
  Result<bool> has_stored(std::int64_t mark);
  Result<void> execute(const char* sql);
  [[nodiscard]] std::int64_t changes() const noexcept;
  static int wait(void* database, int tries) noexcept;

  std::filesystem::path path_;
  std::chrono::milliseconds busy_timeout_;
  std::chrono::steady_clock::time_point waiting_since_;
  // When the transaction began: rows that this connection had changed, and the file's commits.
  std::int64_t changes_at_begin_ = 0;
  std::int64_t commits_at_begin_ = 0;
  std::unique_ptr<sqlite3, Close> handle_;
};

// All rows of a statement, each read by `read`, a function from Statement& to Result<T>.
template <class T, class Read>
Result<std::vector<T>> collect(Statement statement, Read read) {
  std::vector<T> rows;
  for (;;) {
    MYDOCKER_TRY(const bool found, statement.step());
    if (!found) return rows;
    MYDOCKER_TRY(auto row, read(statement));
    rows.push_back(std::move(row));
  }
}

}  // namespace mydocker::store
