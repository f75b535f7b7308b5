#include "runtime/store/journal_vfs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "runtime/store/committed_file.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {
namespace {

constexpr std::string_view kJournalSuffix = "-journal";
constexpr std::string_view kWalSuffix = "-wal";
// Most transactions change less. Memory that is not used is not touched.
constexpr std::size_t kUsualRecords = std::size_t{32} * 1024;

bool ends_with(const char* path, std::string_view suffix) {
  return path != nullptr && std::string_view(path).ends_with(suffix);
}

// Makes a new name in the file's directory durable.
int sync_directory(const char* path) {
  const std::string_view whole = path;
  const std::string directory(whole.substr(0, whole.rfind('/') + 1));
  const base::UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd && ::fsync(fd.get()) == 0 ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
}

}  // namespace

JournalVfs::JournalVfs() : usual_(sqlite3_vfs_find(nullptr)) {
  name_ = "mydocker-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
  define_vfs();
  define_journal();
  sqlite3_vfs_register(&vfs_, 0);
}

JournalVfs::~JournalVfs() { sqlite3_vfs_unregister(&vfs_); }

void JournalVfs::define_vfs() {
  vfs_ = *usual_;
  vfs_.zName = name_.c_str();
  vfs_.pNext = nullptr;
  vfs_.pAppData = this;
  vfs_.szOsFile = std::max(usual_->szOsFile, static_cast<int>(sizeof(sqlite3_file)));
  vfs_.xOpen = open;
  vfs_.xAccess = access;
  vfs_.xDelete = remove;
  vfs_.xFullPathname = full_path;
}

void JournalVfs::define_journal() {
  Methods& own = journal_methods_;
  own.owner = this;
  own.iVersion = 1;
  own.xClose = [](sqlite3_file* file) { return of(file).flush(); };  // the file stays open
  own.xRead = [](sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
    return of(file).read(bytes, size, at);
  };
  own.xWrite = [](sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    return of(file).write(bytes, size, at);
  };
  own.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = of(file).flush(); code != SQLITE_OK) return code;
    return ::ftruncate(of(file).journal_.get(), size) == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
  };
  own.xSync = [](sqlite3_file* file, int /*flags*/) {
    if (const int code = of(file).flush(); code != SQLITE_OK) return code;
    return ::fdatasync(of(file).journal_.get()) == 0 ? SQLITE_OK : SQLITE_IOERR_FSYNC;
  };
  own.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
    struct stat status {};
    if (::fstat(of(file).journal_.get(), &status) != 0) return SQLITE_IOERR_FSTAT;
    *size = std::max<sqlite3_int64>(status.st_size, of(file).records_end());
    return SQLITE_OK;
  };
  own.xLock = [](sqlite3_file*, int) { return SQLITE_OK; };
  own.xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; };
  own.xCheckReservedLock = [](sqlite3_file*, int* answer) { return *answer = 0, SQLITE_OK; };
  own.xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; };
  own.xSectorSize = [](sqlite3_file*) { return 0; };
  own.xDeviceCharacteristics = [](sqlite3_file*) { return 0; };
}

// The usual functions, except that the journal is written before the database changes, and that the
// lock is on a file of its own.
void JournalVfs::define_database(const sqlite3_io_methods& usual) {
  Methods& own = database_methods_;
  static_cast<sqlite3_io_methods&>(own) = usual;
  own.owner = this;
  usual_database_ = &usual;
  own.xWrite = [](sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    if (const int code = of(file).flush(); code != SQLITE_OK) return code;
    return of(file).usual_database_->xWrite(file, bytes, size, at);
  };
  own.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = of(file).flush(); code != SQLITE_OK) return code;
    return of(file).usual_database_->xTruncate(file, size);
  };
  own.xLock = [](sqlite3_file* file, int level) { return of(file).lock_.lock(level); };
  own.xUnlock = [](sqlite3_file* file, int level) { return of(file).lock_.unlock(level); };
  own.xCheckReservedLock = [](sqlite3_file* file, int* held) {
    return of(file).lock_.check_reserved(*held);
  };
}

int JournalVfs::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags,
                     int* opened) {
  JournalVfs& self = of(vfs);
  file->pMethods = nullptr;  // SQLite does not close a file without functions
  if ((flags & SQLITE_OPEN_MAIN_JOURNAL) != 0) {
    if (const int code = self.open_journal(path, flags); code != SQLITE_OK) return code;
    if (opened != nullptr) *opened = flags;
    file->pMethods = &self.journal_methods_;
    return SQLITE_OK;
  }
  const int code = self.usual_->xOpen(self.usual_, path, file, flags, opened);
  if (code != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0) return code;
  self.define_database(*file->pMethods);
  file->pMethods = &self.database_methods_;
  return self.lock_.open(path);
}

// A journal file without content, or with a zero in front, belongs to no transaction. So SQLite
// gets the answer that there is none. The databases never use a write-ahead log.
int JournalVfs::access(sqlite3_vfs* vfs, const char* path, int question, int* answer) {
  JournalVfs& self = of(vfs);
  const bool is_journal = ends_with(path, kJournalSuffix);
  if (question != SQLITE_ACCESS_EXISTS || (!is_journal && !ends_with(path, kWalSuffix)))
    return self.usual_->xAccess(self.usual_, path, question, answer);
  *answer = is_journal && self.is_in_use(path) ? 1 : 0;
  return SQLITE_OK;
}

// Ends the transaction of the journal, but keeps the file and its space on the disk. SQLite deletes
// a journal that it has rolled back before it knows the journal mode.
int JournalVfs::remove(sqlite3_vfs* vfs, const char* path, int sync) {
  JournalVfs& self = of(vfs);
  if (!ends_with(path, kJournalSuffix)) return self.usual_->xDelete(self.usual_, path, sync);
  self.records_.clear();
  if (self.open_journal(path, 0) != SQLITE_OK) return SQLITE_IOERR_DELETE_NOENT;
  constexpr std::array<char, kJournalHeaderSize> kNoTransaction{};
  const int code = self.write_all(kNoTransaction.data(), kNoTransaction.size(), 0);
  if (code != SQLITE_OK || sync == 0) return code;
  return ::fdatasync(self.journal_.get()) == 0 ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

// SQLite follows the symbolic links of a path. The database is no link (O_NOFOLLOW), and its
// journal is in the same directory.
int JournalVfs::full_path(sqlite3_vfs* vfs, const char* path, int size, char* whole) {
  JournalVfs& self = of(vfs);
  const std::string_view text = path;
  if (!text.starts_with('/') || text.size() >= static_cast<std::size_t>(size))
    return self.usual_->xFullPathname(self.usual_, path, size, whole);
  *std::copy(text.begin(), text.end(), whole) = 0;
  return SQLITE_OK;
}

int JournalVfs::open_journal(const char* path, int flags) {
  if (journal_) return SQLITE_OK;
  constexpr int kFlags = O_NOFOLLOW | O_CLOEXEC;
  journal_.reset(::open(path, O_RDWR | kFlags));
  if (!journal_ && (errno == EROFS || errno == EACCES) && (flags & SQLITE_OPEN_READONLY) != 0)
    journal_.reset(::open(path, O_RDONLY | kFlags));
  if (journal_) return SQLITE_OK;
  if (errno != ENOENT || (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
  journal_.reset(::open(path, O_RDWR | O_CREAT | kFlags, kReadableByAll));
  if (!journal_ || ::fchmod(journal_.get(), kReadableByAll) != 0) return SQLITE_CANTOPEN;
  return sync_directory(path);
}

// A journal that cannot be read may be in use. Then SQLite opens it and reports the error.
bool JournalVfs::is_in_use(const char* path) {
  if (open_journal(path, SQLITE_OPEN_READONLY) != SQLITE_OK) return errno != ENOENT;
  char first = 0;
  const ssize_t count = ::pread(journal_.get(), &first, 1, 0);
  return count < 0 || (count == 1 && first != 0);
}

// Collected records are read from memory. They may be impossible to write, and a rollback needs
// them.
int JournalVfs::read(void* bytes, int size, sqlite3_int64 at) {
  auto* const to = static_cast<char*>(bytes);
  int done = 0;
  while (done < size) {
    const ssize_t count =
        ::pread(journal_.get(), to + done, static_cast<std::size_t>(size - done), at + done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SQLITE_IOERR_READ;
    if (count == 0) break;
    done += static_cast<int>(count);
  }
  std::memset(to + done, 0, static_cast<std::size_t>(size - done));
  const auto begin = std::max(at, records_at_);
  const auto end = std::min(at + size, records_end());
  if (begin < end)
    records_.copy(to + (begin - at), static_cast<std::size_t>(end - begin),
                  static_cast<std::size_t>(begin - records_at_));
  return at + std::max<sqlite3_int64>(done, end - at) >= at + size ? SQLITE_OK
                                                                   : SQLITE_IOERR_SHORT_READ;
}

// Zeros at the start end a transaction, so they are never delayed. The records of a transaction
// that has not changed the database are not written at all.
int JournalVfs::write(const void* bytes, int size, sqlite3_int64 at) {
  const auto* const from = static_cast<const char*>(bytes);
  if (at == 0 && size > 0 && *from == 0) {
    records_.clear();
    return write_all(from, static_cast<std::size_t>(size), 0);
  }
  if (at != records_end()) {
    if (const int code = flush(); code != SQLITE_OK) return code;
  }
  if (records_.empty()) records_at_ = at;
  records_.reserve(kUsualRecords);
  records_.append(from, static_cast<std::size_t>(size));
  return SQLITE_OK;
}

int JournalVfs::write_all(const char* bytes, std::size_t size, off_t at) {
  while (size > 0) {
    const ssize_t count = ::pwrite(journal_.get(), bytes, size, at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      write_error_ = errno;
      return write_error_ == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    bytes += count;
    at += count;
    size -= static_cast<std::size_t>(count);
  }
  return SQLITE_OK;
}

int JournalVfs::flush() {
  if (records_.empty()) return SQLITE_OK;
  const int code = write_all(records_.data(), records_.size(), records_at_);
  if (code == SQLITE_OK) records_.clear();
  return code;
}

}  // namespace mydocker::store
