#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/database.hpp"
#include "runtime/store/journal_vfs.hpp"

namespace mydocker::store {

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

Statement& Statement::bind(int index, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_.get(), index, value);
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  // An empty view can have a null address, which SQLite would treat as NULL.
  const char* const data = text.empty() ? "" : text.data();
  const int code = sqlite3_bind_text64(statement_.get(), index, data, text.size(), SQLITE_TRANSIENT,
                                       SQLITE_UTF8);  // NOLINT: a C cast of SQLite
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
  return *this;
}

Statement& Statement::bind(int index, const Blob& blob) {
  const int code = sqlite3_bind_blob64(statement_.get(), index, blob.bytes.data(),
                                       blob.bytes.size(), SQLITE_TRANSIENT);  // NOLINT: as above
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
  return *this;
}

Result<bool> Statement::step() {
  if (bind_code_ != SQLITE_OK) return database_->error(bind_code_);
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_->error(code);
}

void Statement::reset() noexcept {
  sqlite3_reset(statement_.get());
  bind_code_ = 0;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

Error Statement::unreadable(const std::string& cause) const { return database_->damaged(cause); }

// --- converts SQLite's result codes (https://www.sqlite.org/rescode.html) to errors

namespace {

// Returns the number of the last error of the database file, or 0.
int file_error(sqlite3* handle) {
  int error = 0;
  if (handle != nullptr) sqlite3_file_control(handle, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
  return error;
}

// Returns the number of the kernel's error, or 0 if there is none.
int kernel_error(sqlite3* handle, const JournalVfs* vfs, int code) {
  const int primary = code & 0xff;
  if (primary != SQLITE_IOERR && primary != SQLITE_CANTOPEN) return 0;
  if (const int error = handle != nullptr ? sqlite3_system_errno(handle) : 0; error != 0)
    return error;
  const int of_journal = vfs != nullptr ? vfs->write_error() : 0;
  return of_journal != 0 ? of_journal : file_error(handle);
}

// Returns the error of a failed read, or 0. SQLite also reports a file as corrupt when a read
// failed with EIO.
int read_failure(sqlite3* handle) {
  const int error = file_error(handle);
  return error == EIO || error == ENXIO || error == ERANGE ? error : 0;
}

// Returns whether a new connection can read the whole file without an error. If so, the failed read
// was only temporary. A file without a schema version is empty, and so it is damaged.
bool is_intact(const std::filesystem::path& path) {
  constexpr const char* kCheck =
      "SELECT (SELECT quick_check FROM pragma_quick_check(1))='ok' AND "
      "(SELECT user_version FROM pragma_user_version)>0";
  sqlite3* handle = nullptr;
  sqlite3_stmt* row = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
  const bool intact = sqlite3_open_v2(path.c_str(), &handle, kFlags, nullptr) == SQLITE_OK &&
                      sqlite3_prepare_v2(handle, kCheck, -1, &row, nullptr) == SQLITE_OK &&
                      sqlite3_step(row) == SQLITE_ROW && sqlite3_column_int(row, 0) == 1;
  sqlite3_finalize(row);
  sqlite3_close(handle);
  return intact;
}

// Returns whether SQLite does not find the schema or the format of the stored version. A changed
// bit in the header or in a stored name can be the reason.
bool is_schema_changed(std::string_view message) {
  constexpr std::array<std::string_view, 7> kTexts{
      "no such table",           "no such column", "has no column named",
      "unsupported file format", "already exists", "duplicate column name",
      "the same text encoding",
  };
  return std::ranges::any_of(
      kTexts, [&](std::string_view text) { return message.find(text) != std::string_view::npos; });
}

// Returns whether the cause is a shortage or a device error, not a missing permission.
bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOMEM || error == EIO || error == ENOSPC;
}

}  // namespace

bool Database::has_changed_header() const {
  // https://www.sqlite.org/fileformat2.html#file_format_version_numbers
  constexpr std::size_t kFormats = 18;
  constexpr unsigned char kLargest = 2;
  std::array<char, kFormats + 2> header{};
  std::ifstream(path_, std::ios::binary).read(header.data(), header.size());
  return std::any_of(header.begin() + kFormats, header.end(),
                     [](char format) { return static_cast<unsigned char>(format) > kLargest; });
}

Error Database::damaged(const std::string& cause) const {
  return Error(ErrorKind::corrupt_state, base::quoted(path_.string()) + " is damaged: " + cause)
      .hint(
          "nothing was changed; keep the file, and show what can be restored with: mydocker "
          "network verify");
}

Error Database::error(int code) const {
  using enum ErrorKind;
  const std::string file = base::quoted(path_.string());
  const int failure = kernel_error(handle(), vfs_.get(), code);
  const std::string cause = failure != 0 ? base::errno_text(failure) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(busy, file + " is in use: another command is writing to it")
          .hint("try again; if that does not help, look for a mydocker process that hangs");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      if (const int unread = read_failure(handle()); unread != 0)
        return {kernel, "read " + file + ": " + base::errno_text(unread)};
      if (is_intact(path_))
        return Error(kernel, "read " + file + ": a read has failed, but the file is intact")
            .hint("try again; if it happens often, see: dmesg");
      return damaged(cause);
    case SQLITE_FULL:
      return Error(kernel, "write " + file + ": " + base::errno_text(ENOSPC))
          .hint("free some space or inodes in " + base::quoted(path_.parent_path().string()) +
                "; see: df and df -i");
    case SQLITE_CANTOPEN:
      if (is_shortage(failure))
        return base::with_way_out({kernel, "open " + file + ": " + cause}, failure);
      [[fallthrough]];
    case SQLITE_READONLY:
      if (has_changed_header()) return damaged(kChangedHeader);
      [[fallthrough]];
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Error(permission, "open " + file + " for writing: " + cause)
          .hint("it must be writable for the user that runs mydocker, usually root");
    case SQLITE_NOMEM:
      return base::with_way_out({kernel, "read or write " + file + ": " + cause}, ENOMEM);
    case SQLITE_IOERR:
      return base::with_way_out({kernel, "read or write " + file + ": " + cause}, failure);
    case SQLITE_CONSTRAINT:
      return {already_exists, file + ": " + sqlite3_errmsg(handle())};
    case SQLITE_ERROR:
      if (is_schema_changed(sqlite3_errmsg(handle()))) return damaged(sqlite3_errmsg(handle()));
      [[fallthrough]];
    default:
      return {internal, file + ": " + sqlite3_errmsg(handle())};
  }
}

}  // namespace mydocker::store
