// The file access of one SQLite connection (https://www.sqlite.org/vfs.html).
//
// The database file is locked as in locked_file.hpp. SQLite itself opens, checks and closes the
// journal in each transaction. This takes 11 system calls to see that it is empty, and 8 to write
// it. Here the journal stays open. One read of its first byte shows whether it is in use. The
// records of a transaction are collected and written at once, before the database changes. Adjacent
// pages of the database are written at once, before the journal says that the transaction has
// ended.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>

#include "runtime/base/unique_fd.hpp"
#include "runtime/store/locked_file.hpp"
#include "runtime/store/write_buffer.hpp"

namespace mydocker::store {

// The file access of one connection with journal_mode=PERSIST. It is registered with SQLite while
// the object exists. The object must outlive the connection.
class JournalVfs {
 public:
  JournalVfs();
  ~JournalVfs();
  JournalVfs(const JournalVfs&) = delete;
  JournalVfs& operator=(const JournalVfs&) = delete;

  // Returns the name for sqlite3_open_v2().
  [[nodiscard]] const char* name() const noexcept { return name_.c_str(); }

  // Returns the number of commits to the database, as in its header at the last read. SQLite reads
  // it at the start of each transaction (https://www.sqlite.org/fileformat2.html).
  [[nodiscard]] std::uint32_t change_counter() const noexcept { return change_counter_; }

  // Returns the errno value of the last failed write, which SQLite does not report. 0: no write has
  // failed.
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
  void define_database();

  int open_journal(const char* path, int flags);
  [[nodiscard]] bool is_in_use(const char* path);
  int read_journal(void* bytes, int size, sqlite3_int64 at);
  int write_journal(const void* bytes, int size, sqlite3_int64 at);
  int drop_records();
  int read_database(void* bytes, int size, sqlite3_int64 at);
  int write_database(const void* bytes, int size, sqlite3_int64 at);
  int control_database(int question, void* answer);
  // Writes the collected bytes.
  int flush();
  int flush_pages();
  int without_failed_pages(int code);
  // Returns the code. If a write has failed, stores its errno value.
  int noted(int code);

  sqlite3_vfs* usual_;
  sqlite3_vfs vfs_{};
  std::string name_;
  Methods journal_methods_{};
  Methods database_methods_{};
  LockedFile database_;
  int write_error_ = 0;
  base::UniqueFd journal_;
  WriteBuffer buffer_;  // records of the journal, or pages of the database
  std::uint32_t change_counter_ = 0;
};

}  // namespace mydocker::store
