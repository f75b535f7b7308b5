#include "runtime/store/database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <thread>

#include "runtime/base/quoted.hpp"
#include "runtime/store/database_create.hpp"

namespace mydocker::store {

void Database::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

Result<std::unique_ptr<Database>> Database::open(const PrivateDirectory& directory,
                                                 const DatabaseFile& file, const OnOpen& look) {
  MYDOCKER_CHECK(ensure_database_file(directory, file));
  std::unique_ptr<Database> database(new Database(directory.path() / file.name, file.busy_timeout));
  MYDOCKER_CHECK(database->connect(file.durability));
  MYDOCKER_TRY(const bool current, database->with_read_transaction([&]() -> Result<bool> {
    MYDOCKER_TRY(const bool known, database->is_current(file.schema));
    if (known) MYDOCKER_CHECK(look(*database));
    return known;
  }));
  if (current) return database;
  MYDOCKER_CHECK(database->migrate(file.schema));
  MYDOCKER_CHECK(look(*database));
  return database;
}

Result<std::unique_ptr<Database>> Database::open_to_read(std::filesystem::path path) {
  std::unique_ptr<Database> database(new Database(std::move(path), std::chrono::milliseconds(0)));
  sqlite3* raw = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(database->path_.c_str(), &raw, kFlags, nullptr);
  database->handle_.reset(raw);
  if (code != SQLITE_OK) return database->error(code);
  return database;
}

Result<void> Database::connect(Durability durability) {
  // One thread of ours uses SQLite, and nobody asks how much memory it takes: no locks, no
  // counters; and a command touches a few pages only: no pools, whose every page would be touched
  // to make them. All are refused, without harm, once the library is in use.
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
  sqlite3* raw = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path_.c_str(), &raw, kFlags, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) return error(code);
  sqlite3_busy_handler(raw, &Database::wait, this);
  // The journal is kept and overwritten in place: nothing to create, delete or look up again, and
  // its space is ours already when the disk is full.
  const bool synced = durability == Durability::power_cut;
  return execute(synced ? "PRAGMA journal_mode=PERSIST;PRAGMA synchronous=FULL;"
                          "PRAGMA temp_store=MEMORY;"
                        : "PRAGMA journal_mode=PERSIST;PRAGMA synchronous=OFF;"
                          "PRAGMA temp_store=MEMORY;");
}

// Transactions take a fraction of a millisecond, so whoever waits looks again soon; SQLite's own
// handler begins at one and goes on to a hundred.
int Database::wait(void* database, int tries) noexcept {
  using std::chrono::microseconds;
  auto* const self = static_cast<Database*>(database);
  const auto now = std::chrono::steady_clock::now();
  if (tries == 0) self->waiting_since_ = now;
  if (now - self->waiting_since_ >= self->busy_timeout_) return 0;
  std::this_thread::sleep_for(std::min(microseconds(200) * (tries + 1), microseconds(5000)));
  return 1;
}

Result<std::int64_t> Database::schema_version() {
  MYDOCKER_TRY(auto statement, prepare("PRAGMA user_version"));
  MYDOCKER_CHECK(statement.step());
  return statement.integer(0);
}

Result<bool> Database::is_current(std::span<const char* const> schema) {
  const auto known = static_cast<std::int64_t>(schema.size());
  MYDOCKER_TRY(const std::int64_t version, schema_version());
  if (version > known)
    return Error(ErrorKind::unsupported,
                 base::quoted(path_.string()) + " has schema version " + std::to_string(version) +
                     ", and this mydocker knows versions up to " + std::to_string(known))
        .hint("a newer mydocker has used it: install that one again");
  return version == known;
}

Result<void> Database::migrate(std::span<const char* const> schema) {
  return with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(const std::int64_t now, schema_version());
    if (now < 1) return error(SQLITE_NOTADB);  // a file of ours is born with a version
    for (auto at = static_cast<std::size_t>(now); at < schema.size(); ++at)
      MYDOCKER_CHECK(execute(schema[at]));
    return execute(("PRAGMA user_version=" + std::to_string(schema.size())).c_str());
  });
}

Result<void> Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code =
      sqlite3_prepare_v2(handle(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  if (code != SQLITE_OK) return error(code);
  return Statement(*this, raw);
}

// SQLite itself does not mind before the first change, also inside BEGIN IMMEDIATE.
Result<void> Database::check_writable() const {
  if (sqlite3_db_readonly(handle(), "main") == 0) return {};
  return error(SQLITE_READONLY);
}

Result<void> Database::begin() { return execute("BEGIN IMMEDIATE"); }

Result<void> Database::commit() { return execute("COMMIT"); }

void Database::rollback() noexcept {
  // SQLite has rolled back by itself after some errors.
  if (in_transaction()) sqlite3_exec(handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Database::in_transaction() const noexcept { return sqlite3_get_autocommit(handle()) == 0; }

std::int64_t Database::changes() const noexcept { return sqlite3_changes64(handle()); }

}  // namespace mydocker::store
