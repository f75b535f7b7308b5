// An open database file, and SQLite's locks on it (https://www.sqlite.org/lockingv3.html).
//
// The locks have the same meaning as those of SQLite. They are on a separate file, NAME-lock with
// mode 0600. Every user can read a database. A user who can read a file can also take a shared lock
// on it, and so stop all writers. These locks need fewer system calls than those of SQLite. A
// transaction that writes needs four instead of nine, and one that reads needs two instead of four.
// The locks belong to the open file (F_OFD_SETLK, fcntl(2)). So closing another descriptor of the
// file does not release them.
//
// Functions return codes of SQLite (https://www.sqlite.org/rescode.html).
#pragma once

#include <sqlite3.h>

#include "runtime/base/unique_fd.hpp"

namespace mydocker::store {

// The suffix of the lock file. Its name is the name of the database with this suffix.
inline constexpr const char* kLockSuffix = "-lock";

class LockedFile {
 public:
  // Opens an existing file for reading and writing, and its lock file, which is created if
  // necessary. If this is not permitted, opens the file for reading only and without locks. In this
  // case `opened` has SQLITE_OPEN_READONLY.
  int open(const char* path, int flags, int* opened);
  int close();  // also releases all locks

  // Sets a lock of this level (SQLITE_LOCK_*). SQLITE_BUSY: another connection has a lock.
  int lock(int level);
  // Releases all locks with SQLITE_LOCK_NONE. A lock for writing stays until this call.
  int unlock(int level);
  // Sets the answer to 1 if a connection has locked the file for writing, otherwise to 0.
  int is_reserved(int* answer) const;

  int size(sqlite3_int64* size);
  // Returns whether the last call of size() found that the file was deleted.
  [[nodiscard]] bool is_deleted() const noexcept { return deleted_; }
  [[nodiscard]] int fd() const noexcept { return fd_.get(); }

 private:
  [[nodiscard]] int set(short type, off_t first, off_t count) const;
  [[nodiscard]] int share() const;
  [[nodiscard]] int exclude() const;

  [[nodiscard]] int open_lock(const char* path);

  base::UniqueFd fd_;
  base::UniqueFd lock_;  // none: the file is only read
  int level_ = SQLITE_LOCK_NONE;
  bool has_waited_ = false;
  bool deleted_ = false;
};

}  // namespace mydocker::store
