#include "runtime/store/locked_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace mydocker::store {
namespace {

// The bytes of the lock file that are locked. They have the offsets that SQLite uses in a database.
// The lock file is empty.
constexpr off_t kPending = 0x4000'0000;
constexpr off_t kReserved = kPending + 1;
constexpr off_t kShared = kPending + 2;
constexpr off_t kSharedCount = 510;

struct flock lock_of(short type, off_t first, off_t count) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = first;
  lock.l_len = count;
  return lock;
}

int reason_not_opened() {
  if (errno == ELOOP) return SQLITE_CANTOPEN_SYMLINK;
  return errno == EISDIR ? SQLITE_CANTOPEN_ISDIR : SQLITE_CANTOPEN;
}

}  // namespace

int LockedFile::open(const char* path, int flags, int* opened) {
  constexpr int kFlags = O_NOFOLLOW | O_CLOEXEC;
  fd_.reset(::open(path, O_RDWR | kFlags));
  if (!fd_ && (errno == EACCES || errno == EROFS || errno == EPERM)) {
    fd_.reset(::open(path, O_RDONLY | kFlags));
    flags = (flags & ~SQLITE_OPEN_READWRITE) | SQLITE_OPEN_READONLY;
  }
  if (!fd_) return reason_not_opened();
  if ((flags & SQLITE_OPEN_READONLY) == 0)
    if (const int code = open_lock(path); code != SQLITE_OK) return code;
  if (opened != nullptr) *opened = flags;
  return SQLITE_OK;
}

int LockedFile::open_lock(const char* path) {
  const std::string name = std::string(path) + kLockSuffix;
  constexpr mode_t kOfOwner = 0600;
  lock_.reset(::open(name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kOfOwner));
  return lock_ ? SQLITE_OK : reason_not_opened();
}

int LockedFile::close() {
  fd_.reset();
  lock_.reset();
  level_ = SQLITE_LOCK_NONE;
  return SQLITE_OK;
}

int LockedFile::lock(int level) {
  if (level <= level_) return SQLITE_OK;
  int code = SQLITE_OK;
  if (level == SQLITE_LOCK_SHARED)
    code = share();
  else if (level == SQLITE_LOCK_RESERVED)
    code = set(F_WRLCK, kReserved, 1);
  else
    code = exclude();
  if (code == SQLITE_OK) level_ = level;
  has_waited_ = has_waited_ || code == SQLITE_BUSY;
  return code;
}

// Locks the file for reading. A writer that waits for readers locks the pending byte, so that new
// readers wait too. A connection that never had to wait does not check the pending byte, which
// saves system calls. It reads only a few times, so a writer does not wait for it for long.
int LockedFile::share() const {
  if (!has_waited_) return set(F_RDLCK, kShared, kSharedCount);
  if (const int code = set(F_RDLCK, kPending, 1); code != SQLITE_OK) return code;
  const int code = set(F_RDLCK, kShared, kSharedCount);
  (void)set(F_UNLCK, kPending, 1);
  return code;
}

int LockedFile::exclude() const {
  const int code = set(F_WRLCK, kShared, kSharedCount);
  if (code == SQLITE_BUSY) (void)set(F_WRLCK, kPending, 1);
  return code;
}

// Releases all locks. SQLite asks for a read lock after each commit, and then releases it at once.
// Such a request is ignored.
int LockedFile::unlock(int level) {
  if (level != SQLITE_LOCK_NONE || level_ == SQLITE_LOCK_NONE) return SQLITE_OK;
  level_ = SQLITE_LOCK_NONE;
  return set(F_UNLCK, 0, 0) == SQLITE_OK ? SQLITE_OK : SQLITE_IOERR_UNLOCK;
}

int LockedFile::is_reserved(int* answer) const {
  struct flock found = lock_of(F_WRLCK, kReserved, 1);
  if (level_ < SQLITE_LOCK_RESERVED && lock_ && ::fcntl(lock_.get(), F_OFD_GETLK, &found) != 0)
    return SQLITE_IOERR_CHECKRESERVEDLOCK;
  const bool held = lock_ && found.l_type != F_UNLCK;
  *answer = level_ >= SQLITE_LOCK_RESERVED || held ? 1 : 0;
  return SQLITE_OK;
}

int LockedFile::set(short type, off_t first, off_t count) const {
  struct flock lock = lock_of(type, first, count);
  if (!lock_ || ::fcntl(lock_.get(), F_OFD_SETLK, &lock) == 0) return SQLITE_OK;
  return errno == EAGAIN || errno == EACCES ? SQLITE_BUSY : SQLITE_IOERR_LOCK;
}

int LockedFile::size(sqlite3_int64* size) {
  struct stat status {};
  if (::fstat(fd_.get(), &status) != 0) return SQLITE_IOERR_FSTAT;
  deleted_ = status.st_nlink == 0;
  *size = status.st_size;
  return SQLITE_OK;
}

}  // namespace mydocker::store
