#include "runtime/store/record_locks.hpp"

#include <fcntl.h>
#include <unistd.h>

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
  return RecordLocks(std::move(fd), false);
}

Result<RecordLocks> RecordLocks::open_to_read(const std::filesystem::path& directory) {
  const auto open_existing = [&]() -> Result<base::UniqueFd> {
    MYDOCKER_TRY(const auto folder, PrivateDirectory::open_existing(directory));
    return folder.open_to_read("locks");
  };
  auto fd = open_existing();
  const bool none = !fd.ok() && (fd.error().kind() == ErrorKind::not_found ||
                                 fd.error().kind() == ErrorKind::permission);
  if (none) return RecordLocks({}, true);
  if (!fd.ok()) return std::move(fd).error();
  return RecordLocks(std::move(fd).value(), true);
}

Result<bool> RecordLocks::try_lock(std::int64_t byte) const {
  if (!fd_) return true;
  if (reads_only_) {
    MYDOCKER_TRY(const bool is_locked, is_locked_elsewhere(byte));
    return !is_locked;
  }
  struct flock lock = one_byte(byte, F_WRLCK);
  if (::fcntl(fd_.get(), F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  return base::errno_error("lock journal entry " + std::to_string(byte), errno);
}

Result<bool> RecordLocks::is_locked_elsewhere(std::int64_t byte) const {
  if (!fd_) return false;
  struct flock lock = one_byte(byte, F_WRLCK);
  if (::fcntl(fd_.get(), F_OFD_GETLK, &lock) == 0) return lock.l_type != F_UNLCK;
  return base::errno_error("read the lock of journal entry " + std::to_string(byte), errno);
}

void RecordLocks::unlock(std::int64_t byte) const noexcept {
  if (!fd_ || reads_only_) return;
  struct flock lock = one_byte(byte, F_UNLCK);
  ::fcntl(fd_.get(), F_OFD_SETLK, &lock);
}

// Sets the content of a byte. On a full disk the content does not change.
void RecordLocks::set_content(std::int64_t byte, unsigned char content) const noexcept {
  if (fd_ && !reads_only_) (void)!::pwrite(fd_.get(), &content, 1, byte);
}

unsigned char RecordLocks::content(std::int64_t byte) const noexcept {
  unsigned char content = 0;
  return fd_ && ::pread(fd_.get(), &content, 1, byte) == 1 ? content : 0;
}

}  // namespace mydocker::store
