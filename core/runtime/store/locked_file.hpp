// An open database file, and SQLite's locks on it (https://www.sqlite.org/lockingv3.html).
//
// The locks have the same meaning as those of SQLite, but they are on a file of their own,
// NAME-lock with mode 0600. Every user can read a database, and a user who can read a file can also
// take a shared lock on it, which would stop all writers. Fewer system calls set them: four instead
// of nine for a transaction that writes, and two instead of four for one that reads. They belong to
// the open file (F_OFD_SETLK, fcntl(2)). So closing another descriptor of the file does not release
// them.
//
// Functions return codes of SQLite (https://www.sqlite.org/rescode.html).
#pragma once

#include <sqlite3.h>

#include "runtime/base/unique_fd.hpp"

namespace mydocker::store {

// The name of the lock file is that of the database with this suffix.
inline constexpr const char* kLockSuffix = "-lock";

class LockedFile {
 public:
  // Opens an existing file for reading and writing, and its lock file, which is created if
  // necessary. If that is not permitted, for reading only and without locks: then `opened` has
  // SQLITE_OPEN_READONLY.
  int open(const char* path, int flags, int* opened);
  int close();  // and release all locks

  // Sets a lock of this level (SQLITE_LOCK_*). SQLITE_BUSY: another connection has a lock.
  int lock(int level);
  // Releases all locks with SQLITE_LOCK_NONE. A lock for writing is kept until then.
  int unlock(int level);
  // Sets the answer to 1 if a connection has locked the file for writing, or else to 0.
  int is_reserved(int* answer) const;

  int size(sqlite3_int64* size);
  // Returns whether the last size() found that the file has no name any more.
  [[nodiscard]] bool is_deleted() const noexcept { return deleted_; }
  [[nodiscard]] int fd() const noexcept { return fd_.get(); }

 private:
  [[nodiscard]] int set(short type, off_t first, off_t count) const;
  [[nodiscard]] int share() const;
  [[nodiscard]] int exclude() const;

  [[nodiscard]] int open_lock(const char* path);

  base::UniqueFd fd_;
  base::UniqueFd lock_;  // none: the file is read only
  int level_ = SQLITE_LOCK_NONE;
  bool has_waited_ = false;
  bool deleted_ = false;
};

}  // namespace mydocker::store
