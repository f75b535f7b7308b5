#include "runtime/store/database_lock.hpp"

#include <fcntl.h>
#include <sqlite3.h>

#include <cerrno>
#include <string>

namespace mydocker::store {
namespace {

// The bytes of the lock file.
constexpr off_t kReserved = 0;
constexpr off_t kPending = 1;  // a writer waits for the readers, so no new reader begins
constexpr off_t kShared = 2;

// Some bytes next to each other.
struct Bytes {
  off_t first;
  off_t count;
};
constexpr Bytes kPendingAndShared{kPending, 2};
constexpr Bytes kReservedAndPending{kReserved, 2};
constexpr Bytes kAll{kReserved, 3};

struct flock lock_of(const Bytes& bytes, short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = bytes.first;
  lock.l_len = bytes.count;
  return lock;
}

// Locks all the bytes or none. Without a file there is nothing to lock.
int set(const base::UniqueFd& fd, short type, const Bytes& bytes) {
  struct flock lock = lock_of(bytes, type);
  if (!fd || ::fcntl(fd.get(), F_OFD_SETLK, &lock) == 0) return SQLITE_OK;
  return errno == EAGAIN || errno == EACCES ? SQLITE_BUSY : SQLITE_IOERR_LOCK;
}

}  // namespace

int DatabaseLock::open(const char* database) {
  const std::string path = std::string(database) + kLockSuffix;
  constexpr mode_t kOfOwner = 0600;
  fd_.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kOfOwner));
  return fd_ || errno == EROFS ? SQLITE_OK : SQLITE_CANTOPEN;
}

int DatabaseLock::lock_shared() const {
  const int code = set(fd_, F_RDLCK, kPendingAndShared);
  return code == SQLITE_OK ? set(fd_, F_UNLCK, {kPending, 1}) : code;
}

// If there are readers, the byte kPending keeps new ones out until the next try.
int DatabaseLock::lock_exclusive() {
  const int code = set(fd_, F_WRLCK, kPendingAndShared);
  if (code != SQLITE_BUSY) return code;
  if (const int pending = set(fd_, F_WRLCK, {kPending, 1}); pending != SQLITE_OK) return pending;
  level_ = SQLITE_LOCK_PENDING;
  return SQLITE_BUSY;
}

int DatabaseLock::lock(int level) {
  if (level <= level_) return SQLITE_OK;
  int code = SQLITE_OK;
  if (level == SQLITE_LOCK_SHARED) {
    code = lock_shared();
  } else if (level == SQLITE_LOCK_RESERVED) {
    code = set(fd_, F_WRLCK, {kReserved, 1});
  } else {
    code = lock_exclusive();
  }
  if (code == SQLITE_OK) level_ = level;
  return code;
}

int DatabaseLock::unlock(int level) {
  if (level >= level_) return SQLITE_OK;
  if (level == SQLITE_LOCK_NONE) {
    level_ = level;
    return set(fd_, F_UNLCK, kAll);
  }
  if (level_ > SQLITE_LOCK_PENDING)
    if (const int code = set(fd_, F_RDLCK, {kShared, 1}); code != SQLITE_OK) return code;
  level_ = level;
  return set(fd_, F_UNLCK, kReservedAndPending);
}

int DatabaseLock::check_reserved(int& held) const {
  held = level_ >= SQLITE_LOCK_RESERVED ? 1 : 0;
  if (held == 1 || !fd_) return SQLITE_OK;
  struct flock lock = lock_of({kReserved, 1}, F_WRLCK);
  if (::fcntl(fd_.get(), F_OFD_GETLK, &lock) != 0) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  held = lock.l_type == F_UNLCK ? 0 : 1;
  return SQLITE_OK;
}

}  // namespace mydocker::store
