// A file in memory that has a path. The destructor removes it.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "runtime/base/unique_fd.hpp"

namespace mydocker::drivers {

// The file; path() is valid as long as the object exists.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content)
      : fd_(::memfd_create("drivers_test", MFD_CLOEXEC)),
        path_("/proc/self/fd/" + std::to_string(fd_.get())) {
    written_ =
        ::write(fd_.get(), content.data(), content.size()) == static_cast<ssize_t>(content.size());
  }

  [[nodiscard]] bool written() const { return written_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  base::UniqueFd fd_;
  std::filesystem::path path_;
  bool written_ = false;
};

}  // namespace mydocker::drivers
