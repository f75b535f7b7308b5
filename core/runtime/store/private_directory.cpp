#include "runtime/store/private_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/user_namespace.hpp"

namespace mydocker::store {
namespace {

constexpr mode_t kParentMode = 0755;
constexpr mode_t kDirectoryMode = 0711;
constexpr mode_t kWritableByOthers = 0022;

std::string octal(mode_t mode) {
  std::string text;
  for (unsigned shift = 12; shift > 0; shift -= 3)
    text += static_cast<char>('0' + ((mode >> (shift - 3)) & 7U));
  return text;
}

// Checks the owner and the mode. `what` is for the message, for example `directory "/var/lib/x"`.
// `path` is for the hint.
Result<void> check_private(const struct stat& status, const std::string& what,
                           const std::filesystem::path& path) {
  using enum ErrorKind;
  if (base::is_unmapped(status.st_uid))
    return Error(permission, what + " " + base::kUnmappedOwner)
        .hint("use a directory of your own: --state-dir DIR");
  if (status.st_uid != 0 && status.st_uid != ::geteuid())
    return Error(permission, what + " belongs to user " + std::to_string(status.st_uid))
        .hint("chown " + std::to_string(::geteuid()) + " " + path.string() +
              ", if you know its origin");
  if ((status.st_mode & kWritableByOthers) != 0)
    return Error(permission,
                 what + " can be written by others (mode " + octal(status.st_mode & 07777U) + ")")
        .hint("chmod go-w " + path.string() + ", if you trust its content");
  return {};
}

// mkdir(2) removes the bits of the umask from the mode, so chmod(2) sets the mode again.
Result<void> make_directory(const std::filesystem::path& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0) {
    if (::chmod(path.c_str(), mode) == 0) return {};
    return base::errno_error("set the mode of directory " + base::quoted(path.string()), errno);
  }
  if (errno == EEXIST) return {};
  Error error = base::errno_error("create directory " + base::quoted(path.string()), errno);
  if (error.kind() != ErrorKind::permission || ::geteuid() != 0) return error;
  return std::move(error).hint("use a directory of your own: --state-dir DIR");
}

// Syncs the folder, so that the name of a new directory survives a loss of power.
void sync_directory(const std::filesystem::path& path) {
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) ::fsync(fd.get());
}

Result<void> make_with_parents(const std::filesystem::path& path) {
  std::filesystem::path parent;
  const std::filesystem::path all = path.parent_path();
  for (const auto& component : all) {
    parent /= component;
    struct stat status {};
    if (::stat(parent.c_str(), &status) == 0) continue;
    MYDOCKER_CHECK(make_directory(parent, kParentMode));
    sync_directory(parent.parent_path());
  }
  MYDOCKER_CHECK(make_directory(path, kDirectoryMode));
  sync_directory(all);
  return {};
}

// Removes a final "/" or "/.", because the kernel would otherwise follow a symbolic link.
std::filesystem::path without_slash(const std::filesystem::path& path) {
  std::filesystem::path plain = path.lexically_normal();
  if (!plain.has_filename() && plain.has_relative_path()) plain = plain.parent_path();
  return plain;
}

// Checks the parents of a directory. Users who can write a parent can replace the directory below
// it. In a sticky directory such as /tmp, they cannot rename or delete what belongs to others
// (unlink(2)).
Result<void> check_parents(const std::filesystem::path& path) {
  std::filesystem::path parent;
  const std::filesystem::path all = path.parent_path();
  for (const auto& component : all) {
    parent /= component;
    struct stat status {};
    if (parent == parent.root_path() || ::stat(parent.c_str(), &status) != 0) continue;
    if ((status.st_mode & kWritableByOthers) == 0 || (status.st_mode & S_ISVTX) != 0) continue;
    return Error(ErrorKind::permission, "directory " + base::quoted(path.string()) + " is below " +
                                            base::quoted(parent.string()) +
                                            ", which others can write (mode " +
                                            octal(status.st_mode & 07777U) + ")")
        .hint("chmod go-w " + parent.string() + ", or use another directory: --state-dir DIR");
  }
  return {};
}

// Opens the directory. `access` is O_RDONLY or O_PATH.
base::UniqueFd open_directory(const std::filesystem::path& path, int access) {
  return base::UniqueFd(::open(path.c_str(), access | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

Error why_not_opened(const std::filesystem::path& path, int error) {
  const std::string what = "directory " + base::quoted(path.string());
  struct stat status {};
  const bool found = ::lstat(path.c_str(), &status) == 0;
  if (found && S_ISLNK(status.st_mode))
    return Error(ErrorKind::permission, what + " is a symbolic link")
        .hint("use the target directory of the link");
  if (found && !S_ISDIR(status.st_mode))
    return Error(ErrorKind::permission, what + " is not a directory")
        .hint("use another directory, or move the file away");
  return base::errno_error("open " + what, error);
}

}  // namespace

Result<PrivateDirectory> PrivateDirectory::open(const std::filesystem::path& path) {
  const std::filesystem::path plain = without_slash(path);
  MYDOCKER_CHECK(check_parents(plain));
  base::UniqueFd fd = open_directory(plain, O_RDONLY);
  if (!fd && errno == ENOENT) {
    MYDOCKER_CHECK(make_with_parents(plain));
    fd = open_directory(plain, O_RDONLY);
  }
  if (!fd) return why_not_opened(plain, errno);
  return check(std::move(fd), plain);
}

Result<PrivateDirectory> PrivateDirectory::open_existing(const std::filesystem::path& path) {
  const std::filesystem::path plain = without_slash(path);
  base::UniqueFd fd = open_directory(plain, O_PATH);
  if (!fd && errno == ENOENT)
    return Error(ErrorKind::not_found, base::quoted(plain.string()) + " does not exist");
  if (!fd) return why_not_opened(plain, errno);
  return check(std::move(fd), plain);
}

Result<PrivateDirectory> PrivateDirectory::check(base::UniqueFd fd,
                                                 const std::filesystem::path& path) {
  const std::string what = "directory " + base::quoted(path.string());
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0)
    return base::errno_error("read the status of " + what, errno);
  MYDOCKER_CHECK(check_private(status, what, path));
  return PrivateDirectory(std::move(fd), path);
}

Result<bool> PrivateDirectory::has_file(const std::string& name) const {
  const std::filesystem::path full = path_ / name;
  const std::string what = "file " + base::quoted(full.string());
  struct stat status {};
  if (::fstatat(fd_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return false;
    return base::errno_error("read the status of " + what, errno);
  }
  if (!S_ISREG(status.st_mode))
    return Error(ErrorKind::permission, what + " is not a regular file")
        .hint("move it away, if you know its origin");
  MYDOCKER_CHECK(check_private(status, what, full));
  return true;
}

Result<base::UniqueFd> PrivateDirectory::open_file(const std::string& name, int flags,
                                                   mode_t mode) const {
  MYDOCKER_TRY(const bool there, has_file(name));
  const std::string what = "file " + base::quoted((path_ / name).string());
  base::UniqueFd fd(
      ::openat(fd_.get(), name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, mode));
  if (!fd) return base::errno_error("open " + what, errno);
  if (!there && ::fchmod(fd.get(), mode) != 0)
    return base::errno_error("set the mode of " + what, errno);
  return fd;
}

Result<base::UniqueFd> PrivateDirectory::open_to_read(const std::string& name) const {
  MYDOCKER_TRY(const bool there, has_file(name));
  const std::string what = base::quoted((path_ / name).string());
  if (!there) return Error(ErrorKind::not_found, what + " does not exist");
  base::UniqueFd fd(::openat(fd_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) return base::errno_error("open file " + what, errno);
  return fd;
}

}  // namespace mydocker::store
