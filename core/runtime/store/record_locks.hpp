// Who works on which row: locks on single bytes of one file, at the rows' ids.
//
// They are open file description locks (fcntl(2)): the kernel drops them with the last descriptor
// of the description, so when the process dies, however it dies. A child that is forked and does
// not exec shares them; it has to close its descriptors if it may outlive its parent.
#pragma once

#include <cstdint>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {

class RecordLocks {
 public:
  static Result<RecordLocks> open(const PrivateDirectory& directory);

  // Without waiting; false: another process, or another RecordLocks, has it.
  [[nodiscard]] Result<bool> try_lock(std::int64_t byte) const;
  void unlock(std::int64_t byte) const noexcept;

 private:
  explicit RecordLocks(base::UniqueFd fd) : fd_(std::move(fd)) {}
  base::UniqueFd fd_;
};

}  // namespace mydocker::store
