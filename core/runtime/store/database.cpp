#include "runtime/store/database.hpp"

#include <sqlite3.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <thread>

#include "runtime/base/quoted.hpp"
#include "runtime/store/committed_file.hpp"
#include "runtime/store/journal_vfs.hpp"

namespace mydocker::store {
namespace {

// Offsets in the header of the file: https://www.sqlite.org/fileformat2.html#the_database_header
constexpr std::int64_t kCounterOffset = 24;
constexpr std::int64_t kMarkOffset = 68;  // offset of application_id

// A larger difference of the schema version is damage, not a newer version of the program.
constexpr std::int64_t kMostNewVersions = 100;

constexpr int kOpenFlags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

// Returns SQLite's own source of random numbers, which opens /dev/urandom.
auto usual_randomness() {
  static const auto usual = sqlite3_vfs_find(nullptr)->xRandomness;
  return usual;
}

int random_bytes(sqlite3_vfs* vfs, int size, char* bytes) {
  const ssize_t count = ::getrandom(bytes, static_cast<std::size_t>(size), GRND_NONBLOCK);
  return count == size ? size : usual_randomness()(vfs, size, bytes);
}

// Replaces SQLite's source of random numbers. SQLite takes them only from its default VFS, the file
// access of its default file system.
void replace_randomness() {
  (void)usual_randomness();  // SQLite's own function is stored before it is replaced
  sqlite3_vfs_find(nullptr)->xRandomness = random_bytes;
}

// SQLite is used by one thread, so it needs no mutexes, and no memory statistics. A command reads
// few pages, so preallocated page memory would take more time than it saves. SQLite ignores these
// calls after its first use.
void configure_sqlite() {
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}

// Returns a mark for a transaction. It differs from the previous mark with high probability. It is
// never 0, the value in a new file.
std::int64_t commit_mark() {
  std::uint32_t random = 0;
  sqlite3_randomness(sizeof random, &random);
  return (random >> 2U) + 1;
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
void Database::Delete::operator()(JournalVfs* vfs) const noexcept { delete vfs; }

Result<std::unique_ptr<Database>> Database::open(const PrivateDirectory& directory,
                                                 const DatabaseFile& file, const OnOpen& look) {
  MYDOCKER_CHECK(ensure_database_file(directory, file));
  std::unique_ptr<Database> database(new Database(directory.path() / file.name, file.busy_timeout));
  MYDOCKER_CHECK(database->connect());
  MYDOCKER_TRY(const bool current, database->with_read_transaction([&]() -> Result<bool> {
    MYDOCKER_TRY(const bool known, database->is_current(file.schema));
    if (!known) return false;
    // Reads the schema. Otherwise prepare_to_write() would read it in a separate transaction.
    MYDOCKER_CHECK(database->execute("PRAGMA cache_size"));
    MYDOCKER_CHECK(look(*database));
    return true;
  }));
  MYDOCKER_CHECK(database->prepare_to_write(file.durability));
  if (current) return database;
  MYDOCKER_CHECK(database->migrate(file));
  MYDOCKER_CHECK(look(*database));
  return database;
}

Result<void> Database::open_handle(const char* name, int flags, const char* vfs) {
  configure_sqlite();
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(name, &raw, flags | kOpenFlags, vfs);
  handle_.reset(raw);
  if (code != SQLITE_OK) return error(code);
  return {};
}

Result<void> Database::connect() {
  configure_sqlite();
  sqlite3_initialize();
  replace_randomness();
  vfs_.reset(new JournalVfs);
  MYDOCKER_CHECK(open_handle(path_.c_str(), SQLITE_OPEN_READWRITE, vfs_->name()));
  sqlite3_busy_handler(handle(), &Database::wait, this);
  return {};
}

// Sets the options for writing. It must be called after the first read. Otherwise each option would
// read the schema in a separate transaction.
Result<void> Database::prepare_to_write(Durability durability) {
  // PERSIST: the journal is overwritten in place. So no file is created or deleted, and its space
  // is reserved even on a full disk. Without cache_spill, only COMMIT changes the file. Readers
  // without a lock depend on this.
  const bool synced = durability == Durability::power_cut;
  return execute(synced ? "PRAGMA journal_mode=PERSIST;PRAGMA synchronous=FULL;"
                          "PRAGMA temp_store=MEMORY;PRAGMA cache_spill=OFF;"
                        : "PRAGMA journal_mode=PERSIST;PRAGMA synchronous=OFF;"
                          "PRAGMA temp_store=MEMORY;PRAGMA cache_spill=OFF;");
}

Result<void> Database::make_schema(std::span<const char* const> schema) {
  for (const char* const step : schema) MYDOCKER_CHECK(execute(step));
  return execute(("PRAGMA user_version=" + std::to_string(schema.size())).c_str());
}

// Waits for another writer. Transactions take less than a millisecond, so the first delays are
// short. The delays of SQLite's own handler grow from 1 to 100 ms.
int Database::wait(void* database, int tries) noexcept {
  using std::chrono::microseconds;
  auto* const self = static_cast<Database*>(database);
  const auto now = std::chrono::steady_clock::now();
  if (tries == 0) self->waiting_since_ = now;
  if (now - self->waiting_since_ >= self->busy_timeout_) return 0;
  std::this_thread::sleep_for(std::min(microseconds(200) * (tries + 1), microseconds(5000)));
  return 1;
}

Result<std::int64_t> Database::pragma(std::string_view name) {
  MYDOCKER_TRY(auto statement, prepare("PRAGMA " + std::string(name)));
  MYDOCKER_CHECK(statement.step());
  return statement.integer(0);
}

Result<std::int64_t> Database::schema_version() { return pragma("user_version"); }

Result<bool> Database::is_current(std::span<const char* const> schema) {
  const auto known = static_cast<std::int64_t>(schema.size());
  MYDOCKER_TRY(const std::int64_t version, schema_version());
  if (version > known + kMostNewVersions) return damaged(kChangedHeader);
  if (version > known)
    return Error(ErrorKind::unsupported,
                 base::quoted(path_.string()) + " has schema version " + std::to_string(version) +
                     ", and this mydocker supports versions up to " + std::to_string(known))
        .hint("a newer mydocker has used it: install that version again");
  return version == known;
}

Result<void> Database::migrate(const DatabaseFile& file) {
  const auto schema = file.schema;
  return with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(const std::int64_t now, schema_version());
    // A new file always has a version, so the file is damaged.
    if (now < 1) return error(SQLITE_NOTADB);
    for (auto at = static_cast<std::size_t>(now); at < schema.size(); ++at)
      MYDOCKER_CHECK(execute(schema[at]));
    if (file.after_update != nullptr) MYDOCKER_CHECK(file.after_update(*this));
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

// Checks that the file can be written. SQLite reports a read-only file only at the first change,
// not at BEGIN IMMEDIATE.
Result<void> Database::check_writable() const {
  if (sqlite3_db_readonly(handle(), "main") == 0) return {};
  return error(SQLITE_READONLY);
}

Result<void> Database::begin() {
  MYDOCKER_CHECK(execute("BEGIN IMMEDIATE"));
  changes_at_begin_ = sqlite3_total_changes64(handle());
  commits_at_begin_ = vfs_ ? vfs_->change_counter() : 0;
  return {};
}

// Commits. A random mark is written into the file header, so that has_stored() can recognize this
// commit. The mark costs no extra write, because every commit writes the page of the header anyway.
Result<void> Database::commit() {
  if (sqlite3_total_changes64(handle()) == changes_at_begin_) return execute("COMMIT");
  const auto mark = commit_mark();
  auto committed = execute(("PRAGMA application_id=" + std::to_string(mark) + ";COMMIT").c_str());
  if (committed.ok()) return {};
  rollback();
  const auto stored = has_stored(mark);
  if (!stored.ok()) {
    Error unknown(ErrorKind::unfinished,
                  committed.error().message() +
                      "; cannot check whether the change was stored: " + stored.error().message());
    for (const auto& hint : committed.error().hints()) unknown = std::move(unknown).hint(hint);
    return std::move(unknown).hint("the next command completes it or rolls it back");
  }
  if (*stored) return {};
  return committed;
}

// Returns whether the commit with this mark is stored. The mark is in the file header.
//
// Reading the schema version takes a lock, so SQLite first rolls back an incomplete transaction.
// The mark is read from the file itself, because SQLite's memory may have a page that was not
// written. Another command may have committed since, with its own mark. Then the number of commits
// shows this, and the result is an error.
Result<bool> Database::has_stored(std::int64_t mark) {
  MYDOCKER_CHECK(schema_version());
  MYDOCKER_TRY(const auto last_mark, number_in_header(kMarkOffset));
  if (last_mark == mark) return true;
  MYDOCKER_TRY(const auto commits, number_in_header(kCounterOffset));
  if (commits - commits_at_begin_ <= 1) return false;
  return Error(ErrorKind::busy, "other commands have written to it meanwhile");
}

// Returns the number in the four bytes at this offset of the file header.
Result<std::int64_t> Database::number_in_header(std::int64_t at) {
  std::array<char, 4> bytes{};
  sqlite3_file* file = nullptr;
  sqlite3_file_control(handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  // The database is in memory, so a commit cannot fail.
  if (file == nullptr || file->pMethods == nullptr) return 0;
  const int code = file->pMethods->xRead(file, bytes.data(), bytes.size(), at);
  // A file that is too short is reported as damaged at its first use.
  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return error(code);
  return big_endian({bytes.data(), bytes.size()}, 0);
}

void Database::rollback() noexcept {
  // After some errors SQLite has already rolled back.
  if (in_transaction()) sqlite3_exec(handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Database::in_transaction() const noexcept { return sqlite3_get_autocommit(handle()) == 0; }

std::int64_t Database::changes() const noexcept { return sqlite3_changes64(handle()); }

}  // namespace mydocker::store
