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
// The size of the header, and the offset and size of its change counter:
// https://www.sqlite.org/fileformat2.html#the_database_header
constexpr int kHeaderSize = 100;
constexpr sqlite3_int64 kCounterAt = 24;
constexpr int kCounterSize = 4;

bool ends_with(const char* path, std::string_view suffix) {
  return path != nullptr && std::string_view(path).ends_with(suffix);
}

// Syncs the directory of the file, so that a new name survives a loss of power.
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
  define_database();
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
  // SQLite closes the journal after each transaction, but its file stays open.
  own.xClose = [](sqlite3_file* file) { return of(file).flush(); };
  own.xRead = [](sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
    return of(file).read_journal(bytes, size, at);
  };
  own.xWrite = [](sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    return of(file).write_journal(bytes, size, at);
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
    const auto& collected = of(file).buffer_;
    const bool is_of_journal = collected.is_of(of(file).journal_.get());
    *size = std::max<sqlite3_int64>(status.st_size, is_of_journal ? collected.end() : 0);
    return SQLITE_OK;
  };
  own.xLock = [](sqlite3_file*, int) { return SQLITE_OK; };
  own.xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; };
  own.xCheckReservedLock = [](sqlite3_file*, int* answer) { return *answer = 0, SQLITE_OK; };
  own.xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; };
  own.xSectorSize = [](sqlite3_file*) { return 0; };
  own.xDeviceCharacteristics = [](sqlite3_file*) { return 0; };
}

void JournalVfs::define_database() {
  Methods& own = database_methods_;
  own.owner = this;
  own.iVersion = 1;  // version 1 has no write-ahead log
  own.xClose = [](sqlite3_file* file) {
    const int code = of(file).flush();
    of(file).database_.close();
    return code;
  };
  own.xRead = [](sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
    return of(file).read_database(bytes, size, at);
  };
  own.xWrite = [](sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    return of(file).write_database(bytes, size, at);
  };
  own.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = of(file).flush(); code != SQLITE_OK) return code;
    return ::ftruncate(of(file).database_.fd(), size) == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
  };
  own.xSync = [](sqlite3_file* file, int /*flags*/) {
    if (const int code = of(file).flush(); code != SQLITE_OK) return code;
    return ::fdatasync(of(file).database_.fd()) == 0 ? SQLITE_OK : SQLITE_IOERR_FSYNC;
  };
  own.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
    if (const int code = of(file).flush(); code != SQLITE_OK) return code;
    return of(file).database_.size(size);
  };
  own.xLock = [](sqlite3_file* file, int level) { return of(file).database_.lock(level); };
  own.xUnlock = [](sqlite3_file* file, int level) {
    const int written = of(file).flush_pages();
    const int code = of(file).database_.unlock(level);
    return written == SQLITE_OK ? code : written;
  };
  own.xCheckReservedLock = [](sqlite3_file* file, int* answer) {
    return of(file).database_.is_reserved(answer);
  };
  own.xFileControl = [](sqlite3_file* file, int question, void* answer) {
    return of(file).control_database(question, answer);
  };
  own.xSectorSize = [](sqlite3_file*) { return 0; };
  own.xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; };
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
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
    return self.usual_->xOpen(self.usual_, path, file, flags, opened);
  const int code = self.database_.open(path, flags, opened);
  if (code == SQLITE_OK) file->pMethods = &self.database_methods_;
  return code;
}

// Answers whether a file exists. If the journal is empty, or begins with a zero byte, it belongs to
// no transaction. Then SQLite gets the answer that there is no journal. The databases never use a
// write-ahead log.
int JournalVfs::access(sqlite3_vfs* vfs, const char* path, int question, int* answer) {
  JournalVfs& self = of(vfs);
  const bool is_journal = ends_with(path, kJournalSuffix);
  if (question != SQLITE_ACCESS_EXISTS || (!is_journal && !ends_with(path, kWalSuffix)))
    return self.usual_->xAccess(self.usual_, path, question, answer);
  *answer = is_journal && self.is_in_use(path) ? 1 : 0;
  return SQLITE_OK;
}

// SQLite calls this function to delete the journal after a rollback. Zeros at its start end the
// transaction instead, so that its space on the disk stays reserved.
int JournalVfs::remove(sqlite3_vfs* vfs, const char* path, int sync) {
  JournalVfs& self = of(vfs);
  if (!ends_with(path, kJournalSuffix)) return self.usual_->xDelete(self.usual_, path, sync);
  if (const int code = self.drop_records(); code != SQLITE_OK) return code;
  if (self.open_journal(path, 0) != SQLITE_OK) return SQLITE_IOERR_DELETE_NOENT;
  constexpr std::array<char, kJournalHeaderSize> kNoTransaction{};
  const int code =
      self.noted(write_all(self.journal_.get(), {kNoTransaction.data(), kNoTransaction.size()}, 0));
  if (code != SQLITE_OK || sync == 0) return code;
  return ::fdatasync(self.journal_.get()) == 0 ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

// Returns the path unchanged. SQLite itself would follow symbolic links. The database is no link
// (O_NOFOLLOW), and its journal is in the same directory.
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

// Returns whether the journal may be in use. If it cannot be read, SQLite opens it and reports the
// error.
bool JournalVfs::is_in_use(const char* path) {
  if (open_journal(path, SQLITE_OPEN_READONLY) != SQLITE_OK) return errno != ENOENT;
  char first = 0;
  const ssize_t count = ::pread(journal_.get(), &first, 1, 0);
  return count < 0 || (count == 1 && first != 0);
}

// Reads the journal. Records that are not written yet are read from memory. A rollback needs them,
// even if they cannot be written.
int JournalVfs::read_journal(void* bytes, int size, sqlite3_int64 at) {
  auto* const to = static_cast<char*>(bytes);
  const ssize_t done = read_with_zeros(journal_.get(), to, static_cast<std::size_t>(size), at);
  if (done < 0) return SQLITE_IOERR_READ;
  if (done >= size && !buffer_.is_of(journal_.get())) return SQLITE_OK;
  const auto begin = std::max<sqlite3_int64>(at, buffer_.begin());
  const auto end = std::min<sqlite3_int64>(at + size, buffer_.end());
  const bool collected = buffer_.is_of(journal_.get()) && begin < end;
  if (collected) buffer_.copy_to(to + (begin - at), static_cast<std::size_t>(end - begin), begin);
  const auto known = std::max<sqlite3_int64>(done, collected ? end - at : 0);
  return known >= size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

// Writes to the journal. Zero bytes at the start of the journal end a transaction, so this write is
// done at once.
int JournalVfs::write_journal(const void* bytes, int size, sqlite3_int64 at) {
  const std::string_view records(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  if (at != 0 || records.empty() || records.front() != 0)
    return noted(buffer_.add(journal_.get(), records, at));
  if (const int code = drop_records(); code != SQLITE_OK) return code;
  return noted(write_all(journal_.get(), records, 0));
}

// Drops collected records of a transaction that has not changed the database. Collected pages of
// the database are written first, before the journal ends the transaction.
int JournalVfs::drop_records() {
  if (!buffer_.is_of(journal_.get())) return flush();
  buffer_.clear();
  return SQLITE_OK;
}

// Reads the database. sqlite3_open() reads the header without a lock, to learn the page size.
// SQLite reads the header again under a lock. So the first read is saved: it gets zeros, as from an
// empty file.
int JournalVfs::read_database(void* bytes, int size, sqlite3_int64 at) {
  if (size == kHeaderSize && at == 0) {
    std::memset(bytes, 0, kHeaderSize);
    return SQLITE_IOERR_SHORT_READ;
  }
  if (const int code = flush_pages(); code != SQLITE_OK) return code;
  const ssize_t done = read_with_zeros(database_.fd(), bytes, static_cast<std::size_t>(size), at);
  if (done < 0) return SQLITE_IOERR_READ;
  if (at <= kCounterAt && kCounterAt + kCounterSize <= at + done)
    change_counter_ = big_endian({static_cast<const char*>(bytes), static_cast<std::size_t>(done)},
                                 static_cast<std::size_t>(kCounterAt - at));
  return done == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int JournalVfs::write_database(const void* bytes, int size, sqlite3_int64 at) {
  const std::string_view page(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  return without_failed_pages(buffer_.add(database_.fd(), page, at));
}

// Handles requests of SQLite. SQLite asks to sync the file after the last page of a transaction,
// even with synchronous=OFF. The collected pages are then written.
int JournalVfs::control_database(int question, void* answer) {
  if (question == SQLITE_FCNTL_SYNC) return flush();
  if (question != SQLITE_FCNTL_HAS_MOVED) return SQLITE_NOTFOUND;
  *static_cast<int*>(answer) = database_.is_deleted() ? 1 : 0;
  return SQLITE_OK;
}

int JournalVfs::noted(int code) {
  if (code == SQLITE_IOERR_WRITE) write_error_ = errno;
  return code;
}

int JournalVfs::flush() { return without_failed_pages(buffer_.flush()); }

int JournalVfs::flush_pages() { return buffer_.is_of(database_.fd()) ? flush() : SQLITE_OK; }

// Drops collected pages of the database if `code` is an error, because SQLite restores these pages
// from the journal. Records of the journal stay in memory. Returns the code.
int JournalVfs::without_failed_pages(int code) {
  (void)noted(code);
  if (code != SQLITE_OK && !buffer_.is_of(journal_.get())) buffer_.clear();
  return code;
}

}  // namespace mydocker::store
