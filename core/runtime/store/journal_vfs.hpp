// The file access of one SQLite connection (https://www.sqlite.org/vfs.html).
//
// It is SQLite's own file access, except for the rollback journal. SQLite opens, checks and closes
// the journal in each transaction: 11 system calls to see that it is empty, and 8 to write it. Here
// the journal stays open, and one read of its first byte says whether it is in use. The records of
// a transaction are collected and written at once. They are in the file before the database
// changes.
// The locks are those of DatabaseLock.
#pragma once

#include <sqlite3.h>
#include <sys/types.h>

#include <string>

#include "runtime/base/unique_fd.hpp"
#include "runtime/store/database_lock.hpp"

namespace mydocker::store {

// For one connection with journal_mode=PERSIST. Registered with SQLite while it exists. It must
// outlive the connection.
class JournalVfs {
 public:
  JournalVfs();
  ~JournalVfs();
  JournalVfs(const JournalVfs&) = delete;
  JournalVfs& operator=(const JournalVfs&) = delete;

  // The name for sqlite3_open_v2().
  [[nodiscard]] const char* name() const noexcept { return name_.c_str(); }

  // The error number of the last failed write to the journal, which SQLite does not report. 0: none
  // has failed.
  [[nodiscard]] int write_error() const noexcept { return write_error_; }

 private:
  struct JournalFile;
  // The functions of an open file, and the object that owns them.
  struct Methods : sqlite3_io_methods {
    JournalVfs* owner;
  };

  static JournalVfs& of(sqlite3_vfs* vfs) { return *static_cast<JournalVfs*>(vfs->pAppData); }
  static JournalVfs& of(sqlite3_file* file) {
    return *static_cast<const Methods*>(file->pMethods)->owner;
  }
  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* opened);
  static int access(sqlite3_vfs* vfs, const char* path, int question, int* answer);
  static int remove(sqlite3_vfs* vfs, const char* path, int sync);
  static int full_path(sqlite3_vfs* vfs, const char* path, int size, char* whole);
  void define_vfs();
  void define_journal();
  void define_database(const sqlite3_io_methods& usual);

  int open_journal(const char* path, int flags);
  [[nodiscard]] bool is_in_use(const char* path);
  int read(void* bytes, int size, sqlite3_int64 at);
  int write(const void* bytes, int size, sqlite3_int64 at);
  // Writes everything to the journal, or returns an SQLite error code.
  int write_all(const char* bytes, std::size_t size, off_t at);
  // Writes the collected records. After an error they stay in memory.
  int flush();
  [[nodiscard]] sqlite3_int64 records_end() const {
    return records_at_ + static_cast<sqlite3_int64>(records_.size());
  }

  sqlite3_vfs* usual_;
  sqlite3_vfs vfs_{};
  std::string name_;
  Methods journal_methods_{};
  Methods database_methods_{};
  const sqlite3_io_methods* usual_database_ = nullptr;
  int write_error_ = 0;
  DatabaseLock lock_;
  base::UniqueFd journal_;
  std::string records_;           // not written yet
  sqlite3_int64 records_at_ = 0;  // their offset in the journal
};

}  // namespace mydocker::store
