// Who works on which row: locks on single bytes of one file, at the rows' ids. What a byte contains
// is independent of its lock.
//
// They are open file description locks (fcntl(2)): the kernel drops them with the last descriptor
// of the description, so when the process dies, however it dies. A child that is forked and does
// not exec shares them; it has to close its descriptors if it may outlive its parent.
#pragma once

#include <cstdint>
#include <filesystem>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {

class RecordLocks {
 public:
  static Result<RecordLocks> open(const PrivateDirectory& directory);
  // Locks nothing and makes no file: try_lock() only tells whether another process has the lock.
  static Result<RecordLocks> open_to_read(const std::filesystem::path& directory);

  // Without waiting; false: another process, or another RecordLocks, has it.
  [[nodiscard]] Result<bool> try_lock(std::int64_t byte) const;
  void unlock(std::int64_t byte) const noexcept;

  // The byte's content, which is 0 at first and may only grow. One that cannot be read is 0.
  void set_content(std::int64_t byte, unsigned char content) const noexcept;
  [[nodiscard]] unsigned char content(std::int64_t byte) const noexcept;

 private:
  RecordLocks(base::UniqueFd fd, bool reads_only) : fd_(std::move(fd)), reads_only_(reads_only) {}
  base::UniqueFd fd_;  // none: there is no file, and so no lock
  bool reads_only_;
};

}  // namespace mydocker::store
