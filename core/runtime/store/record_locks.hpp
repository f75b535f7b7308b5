// Locks for journal entries: one byte of the file `locks` per entry, at the offset of its id. The
// content of a byte is independent of its lock.
//
// These are open file description locks (fcntl(2)). The kernel releases them when the last
// descriptor of the description is closed. So they are also released when the process dies. A
// forked child without exec shares the locks. If the child can outlive its parent, it must close
// its descriptors.
#pragma once

#include <cstdint>
#include <filesystem>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {

// The locks of one process in one directory. Owns the file descriptor.
class RecordLocks {
 public:
  static Result<RecordLocks> open(const PrivateDirectory& directory);
  // Takes no locks and creates no file. try_lock() then only reports whether another process has
  // the lock. If the user cannot open the file, it reports that no process has one.
  static Result<RecordLocks> open_to_read(const std::filesystem::path& directory);

  // Locks the byte without waiting. Returns false if another process, or another RecordLocks, has
  // the lock.
  [[nodiscard]] Result<bool> try_lock(std::int64_t byte) const;
  // Returns whether another process, or another RecordLocks, has the lock. Locks nothing.
  [[nodiscard]] Result<bool> is_locked_elsewhere(std::int64_t byte) const;
  void unlock(std::int64_t byte) const noexcept;

  // Sets the content of a byte. It is 0 at first and may only grow. A byte that cannot be read
  // counts as 0.
  void set_content(std::int64_t byte, unsigned char content) const noexcept;
  [[nodiscard]] unsigned char content(std::int64_t byte) const noexcept;

 private:
  RecordLocks(base::UniqueFd fd, bool reads_only) : fd_(std::move(fd)), reads_only_(reads_only) {}
  base::UniqueFd fd_;  // none: the file does not exist, so there is no lock
  bool reads_only_;
};

}  // namespace mydocker::store
