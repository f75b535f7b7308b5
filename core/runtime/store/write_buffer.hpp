// Collects writes to adjacent places of one file, and writes them with one system call. Error codes
// are those of SQLite (https://www.sqlite.org/rescode.html).
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace mydocker::store {

// Writes all bytes at this offset. SQLITE_FULL: the device is full.
int write_all(int fd, std::string_view bytes, off_t at);

// Reads up to `size` bytes, fewer at the end of the file, and fills the rest with zeros. Returns
// the number of bytes that come from the file, or -1 with errno.
ssize_t read_with_zeros(int fd, void* to, std::size_t size, off_t at);

// The buffer does not own the files. Its memory is used again for the next bytes, and for other
// files.
class WriteBuffer {
 public:
  // Collects the bytes. If earlier bytes are not adjacent to them, writes these first.
  int add(int fd, std::string_view bytes, off_t at);
  // Writes the collected bytes. After an error they stay in memory.
  int flush();
  void clear() noexcept { bytes_.clear(); }

  // Returns whether bytes of this file are collected.
  [[nodiscard]] bool is_of(int fd) const noexcept { return fd == fd_ && !bytes_.empty(); }
  [[nodiscard]] off_t begin() const noexcept { return at_; }
  [[nodiscard]] off_t end() const noexcept { return at_ + static_cast<off_t>(bytes_.size()); }
  // Copies the bytes from `at` on, at most up to end().
  void copy_to(char* to, std::size_t size, off_t at) const {
    bytes_.copy(to, size, static_cast<std::size_t>(at - at_));
  }

 private:
  int fd_ = -1;
  off_t at_ = 0;  // offset of the first collected byte in its file
  std::string bytes_;
};

}  // namespace mydocker::store
