#include "runtime/store/record_locks.hpp"

#include <fcntl.h>

#include <cerrno>

#include "runtime/base/errno_text.hpp"

namespace mydocker::store {
namespace {

struct flock one_byte(std::int64_t byte, short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return lock;
}

}  // namespace

Result<RecordLocks> RecordLocks::open(const PrivateDirectory& directory) {
  MYDOCKER_TRY(auto fd, directory.open_file("locks", 0));
  return RecordLocks(std::move(fd));
}

Result<bool> RecordLocks::try_lock(std::int64_t byte) const {
  struct flock lock = one_byte(byte, F_WRLCK);
  if (::fcntl(fd_.get(), F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  return base::errno_error("lock work " + std::to_string(byte), errno);
}

void RecordLocks::unlock(std::int64_t byte) const noexcept {
  struct flock lock = one_byte(byte, F_UNLCK);
  ::fcntl(fd_.get(), F_OFD_SETLK, &lock);
}

}  // namespace mydocker::store
