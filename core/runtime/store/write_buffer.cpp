#include "runtime/store/write_buffer.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace mydocker::store {
namespace {

// Size of the buffer in bytes. Most transactions change fewer bytes. The unused rest costs no time,
// because the kernel provides a page of memory only when the page is used.
constexpr std::size_t kUsualSize = std::size_t{32} * 1024;

}  // namespace

int write_all(int fd, std::string_view bytes, off_t at) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(fd, bytes.data(), bytes.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    bytes.remove_prefix(static_cast<std::size_t>(count));
    at += count;
  }
  return SQLITE_OK;
}

ssize_t read_with_zeros(int fd, void* to, std::size_t size, off_t at) {
  auto* const bytes = static_cast<char*>(to);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::pread(fd, bytes + done, size - done, at + static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  std::memset(bytes + done, 0, size - done);
  return static_cast<ssize_t>(done);
}

int WriteBuffer::add(int fd, std::string_view bytes, off_t at) {
  if (fd != fd_ || at != end()) {
    if (const int code = flush(); code != SQLITE_OK) return code;
  }
  if (bytes_.empty()) {
    fd_ = fd;
    at_ = at;
    bytes_.reserve(kUsualSize);
  }
  bytes_.append(bytes);
  return SQLITE_OK;
}

int WriteBuffer::flush() {
  if (bytes_.empty()) return SQLITE_OK;
  const int code = write_all(fd_, bytes_, at_);
  if (code == SQLITE_OK) bytes_.clear();
  return code;
}

}  // namespace mydocker::store
