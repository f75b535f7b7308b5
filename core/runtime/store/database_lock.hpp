// The lock of a database, on a file of its own that only the owner of the state can open.
//
// Every user can read a database, and a user who can read a file can also take a shared lock on it.
// That lock would stop all writers (fcntl(2), "Open file description locks"). So the locks are in
// the file NAME-lock.
#pragma once

#include "runtime/base/unique_fd.hpp"

namespace mydocker::store {

// The name of the lock file is that of the database with this suffix.
inline constexpr const char* kLockSuffix = "-lock";

// The lock of one SQLite connection, with the levels of https://www.sqlite.org/lockingv3.html. All
// functions return SQLite result codes. SQLITE_BUSY: another connection has the lock. The kernel
// releases it at the end of the process.
class DatabaseLock {
 public:
  // Opens the lock file of a database, and creates it with mode 0600 if necessary. A read-only file
  // system needs no lock.
  int open(const char* database);

  // Raises the level to one of the SQLITE_LOCK_* levels. A lower level changes nothing.
  int lock(int level);
  // Lowers the level to SQLITE_LOCK_SHARED or SQLITE_LOCK_NONE.
  int unlock(int level);
  // Returns in `held` whether a connection has at least the level SQLITE_LOCK_RESERVED.
  int check_reserved(int& held) const;

 private:
  [[nodiscard]] int lock_shared() const;
  [[nodiscard]] int lock_exclusive();

  base::UniqueFd fd_;
  int level_ = 0;
};

}  // namespace mydocker::store
