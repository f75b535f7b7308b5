#include "runtime/store/database_files.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <string>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/locked_file.hpp"

namespace mydocker::store {
namespace {

// The initial size of the journal. It is large enough to roll back every transaction of mydocker.
// So resources can be removed on a full disk.
constexpr off_t kJournalSize = off_t{128} * 1024;

struct CloseHandle {
  void operator()(sqlite3* handle) const noexcept { sqlite3_close(handle); }
};
struct FreeBytes {
  void operator()(unsigned char* bytes) const noexcept { sqlite3_free(bytes); }
};

Error error_of(sqlite3* handle) {
  return {ErrorKind::internal, std::string("create the schema: ") + sqlite3_errmsg(handle)};
}

// Returns the bytes of an empty database with the schema.
Result<std::string> initial_image(const DatabaseFile& file) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, CloseHandle> handle(raw);
  if (opened != SQLITE_OK) return error_of(raw);
  // Free pages stay in the file, so that they can be used later.
  std::string sql = "PRAGMA auto_vacuum=NONE;";
  for (const char* step : file.schema) sql += step;
  sql += "PRAGMA user_version=" + std::to_string(file.schema.size()) + ";";
  if (sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return error_of(raw);
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, FreeBytes> bytes(sqlite3_serialize(raw, "main", &size, 0));
  if (!bytes) return error_of(raw);
  return std::string(reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size));
}

Result<void> write_all(int fd, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::errno_error("write", errno);
    done += static_cast<std::size_t>(count);
  }
  return {};
}

// Creates an empty journal. A journal with zero bytes belongs to no transaction. An old journal of
// a deleted database must not be applied to the new one.
Result<void> make_journal(const PrivateDirectory& directory, const DatabaseFile& file) {
  MYDOCKER_TRY(const auto fd, directory.open_file(file.name + "-journal", O_TRUNC, kReadableByAll));
  if (const int error = ::posix_fallocate(fd.get(), 0, kJournalSize); error != 0)
    return base::errno_error("allocate space for its journal", error);
  return {};
}

Result<void> make_file(const PrivateDirectory& directory, const DatabaseFile& file) {
  MYDOCKER_TRY(const std::string image, initial_image(file));
  const std::string temporary = file.name + ".new";
  MYDOCKER_TRY(const auto fd, directory.open_file(temporary, O_TRUNC, kReadableByAll));
  MYDOCKER_CHECK(write_all(fd.get(), image));
  MYDOCKER_CHECK(make_journal(directory, file));
  const bool synced = file.durability == Durability::power_cut;
  if (synced && ::fsync(fd.get()) != 0) return base::errno_error("sync", errno);
  if (::renameat(directory.fd(), temporary.c_str(), directory.fd(), file.name.c_str()) != 0)
    return base::errno_error("rename " + base::quoted(temporary), errno);
  if (synced && ::fsync(directory.fd()) != 0) return base::errno_error("sync its directory", errno);
  return {};
}

}  // namespace

// Creates the file if necessary. First checks that its journal is a regular file, if it exists. If
// the journal were a FIFO, SQLite would block when it opens it.
Result<void> ensure_database_file(const PrivateDirectory& directory, const DatabaseFile& file) {
  MYDOCKER_CHECK(directory.has_file(file.name + "-journal"));
  MYDOCKER_TRY(const bool there, directory.has_file(file.name));
  if (there) return {};
  const std::string what = "create " + base::quoted((directory.path() / file.name).string());
  // Other users cannot open this file, so they cannot lock it. The lock ends when this function
  // returns.
  MYDOCKER_TRY(const auto lock, directory.open_file(file.name + kLockSuffix, 0));
  while (::flock(lock.get(), LOCK_EX) != 0)
    if (errno != EINTR) return base::errno_error(what + ": wait for another command", errno);
  MYDOCKER_TRY(const bool made_meanwhile, directory.has_file(file.name));
  if (made_meanwhile) return {};
  return make_file(directory, file).within(what);
}

}  // namespace mydocker::store
