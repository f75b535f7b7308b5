// A directory that no other user can write to, and its files.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::store {

// The modes of new files. Every user can read the databases, so that every user can list networks.
constexpr mode_t kPrivateFile = 0600;
constexpr mode_t kReadableByAll = 0644;

// Checks that other users cannot replace the directory or its files. The owner must be root or the
// caller, and no other user may have write permission. Independent of the umask, new directories
// have mode 0711 and new parents 0755. Others cannot open a directory with mode 0711, so they
// cannot lock it (flock(2)). The object owns the descriptor of the directory.
class PrivateDirectory {
 public:
  // Opens the directory, and creates it and its parents if necessary. Error permission: the
  // directory is a symbolic link, or has another owner. Or others can write to it, or to a parent
  // that is not sticky. The error has the mode and a hint.
  static Result<PrivateDirectory> open(const std::filesystem::path& path);
  // Opens the directory for a command that only reads. Creates nothing, and does not check the
  // parents. not_found: the directory does not exist. The descriptor can only be used to find files
  // (O_PATH).
  static Result<PrivateDirectory> open_existing(const std::filesystem::path& path);

  [[nodiscard]] int fd() const noexcept { return fd_.get(); }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  // Returns whether the file exists. Error permission: it is not a regular file, or not private.
  [[nodiscard]] Result<bool> has_file(const std::string& name) const;
  // Opens the file for reading and writing, and creates it with `mode` if necessary. Adds `flags`
  // of open(2).
  [[nodiscard]] Result<base::UniqueFd> open_file(const std::string& name, int flags,
                                                 mode_t mode = kPrivateFile) const;
  // Opens the file for reading. not_found: the file does not exist.
  [[nodiscard]] Result<base::UniqueFd> open_to_read(const std::string& name) const;

 private:
  static Result<PrivateDirectory> check(base::UniqueFd fd, const std::filesystem::path& path);
  PrivateDirectory(base::UniqueFd fd, std::filesystem::path path)
      : fd_(std::move(fd)), path_(std::move(path)) {}
  base::UniqueFd fd_;
  std::filesystem::path path_;
};

}  // namespace mydocker::store
