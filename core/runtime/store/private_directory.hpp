// A directory that nobody else can write to, and the files in it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::store {

// What is done to a file counts only while nobody else can exchange it: root and the caller may own
// a directory or a file, and nobody else may write to it. Whatever the umask, what is made here has
// mode 0700 (directory), 0755 (its parents) and 0600 (files).
class PrivateDirectory {
 public:
  // Makes it, and its parents, if it is not there. permission: a symbolic link, somebody else's,
  // writable by others; says the mode and the fix.
  static Result<PrivateDirectory> open(const std::filesystem::path& path);
  // The same without making anything. not_found: it is not there.
  static Result<PrivateDirectory> open_existing(const std::filesystem::path& path);

  [[nodiscard]] int fd() const noexcept { return fd_.get(); }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  // Whether the file is there. permission: it is, but is not a regular file or not private.
  [[nodiscard]] Result<bool> has_file(const std::string& name) const;
  // Opens the file for reading and writing, made if it is not there; open(2) `flags` are added.
  [[nodiscard]] Result<base::UniqueFd> open_file(const std::string& name, int flags) const;
  // Opens the file for reading. not_found: it is not there.
  [[nodiscard]] Result<base::UniqueFd> open_to_read(const std::string& name) const;

 private:
  static Result<PrivateDirectory> check(base::UniqueFd fd, const std::filesystem::path& path);
  PrivateDirectory(base::UniqueFd fd, std::filesystem::path path)
      : fd_(std::move(fd)), path_(std::move(path)) {}
  base::UniqueFd fd_;
  std::filesystem::path path_;
};

}  // namespace mydocker::store
