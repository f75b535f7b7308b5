#include "runtime/base/file_lock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/mman.h>

#include <string>

#include "runtime/base/unique_fd.hpp"

namespace mydocker::base {
namespace file_lock_test {

using std::chrono::milliseconds;

// Opens the same file again. A lock belongs to the open file, not to the process.
UniqueFd opened_again(const UniqueFd& file) {
  return UniqueFd(
      ::open(("/proc/self/fd/" + std::to_string(file.get())).c_str(), O_RDWR | O_CLOEXEC));
}

TEST(FileLock, IsHeldByOneAtATime) {
  const UniqueFd first(::memfd_create("lock", MFD_CLOEXEC));
  auto second = opened_again(first);
  EXPECT_TRUE(lock_file(second.get(), milliseconds(0)).value());
  EXPECT_FALSE(lock_file(first.get(), milliseconds(1)).value());
  second.reset();
  EXPECT_TRUE(lock_file(first.get(), milliseconds(0)).value());
}

TEST(FileLock, OfAClosedFileIsAnError) { EXPECT_FALSE(lock_file(-1, milliseconds(0)).ok()); }

}  // namespace file_lock_test
}  // namespace mydocker::base
