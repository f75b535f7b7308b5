#include "runtime/drivers/install_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <vector>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/file_lock.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/path_trust.hpp"

namespace mydocker::drivers {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kMode = 0755;  // mode of the file, and of new parent folders
constexpr const char* kLockFile = ".lock";
constexpr std::chrono::seconds kPatience(30);

// Creates the folders. The mode is set with chmod(2) afterwards, because mkdir(2) removes the bits
// of the umask from it.
Result<void> make_folders(const fs::path& folder) {
  fs::path made;
  for (const auto& part : folder) {
    made /= part;
    if (::mkdir(made.c_str(), kMode) == 0) {
      if (::chmod(made.c_str(), kMode) == 0) continue;
    } else if (errno == EEXIST) {
      continue;
    }
    return base::errno_error("create folder " + shown(made), errno);
  }
  return {};
}

void sync_folder(const fs::path& folder) {
  const base::UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) ::fsync(fd.get());
}

// Locks the folder. Two installations of the same driver would write to the same temporary copy, so
// the second one waits. Only the owner of the folder can open the lock file. So no other user can
// block an installation.
Result<base::UniqueFd> lock_folder(const fs::path& folder) {
  const auto file = folder / kLockFile;
  base::UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) return base::errno_error("open " + shown(file), errno);
  MYDOCKER_TRY(const bool locked, base::lock_file(fd.get(), kPatience));
  if (locked) return fd;
  return Error(ErrorKind::busy, "another command installs a driver into " + shown(folder))
      .hint("try again in a moment; to see its process: fuser -v " + shown(file));
}

Result<base::UniqueFd> open_source(const fs::path& file) {
  base::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return base::errno_error(shown(file), errno);
  return fd;
}

Result<void> copy(int from, int into, const fs::path& copied) {
  std::vector<char> part(65536);
  for (;;) {
    const ssize_t count = ::read(from, part.data(), part.size());
    if (count == 0) return {};
    if (count < 0) return base::errno_error("read the driver", errno);
    for (ssize_t done = 0; done < count;) {
      const ssize_t written =
          ::write(into, part.data() + done, static_cast<std::size_t>(count - done));
      if (written < 0) return base::errno_error("write " + shown(copied), errno);
      done += written;
    }
  }
}

// Sets the owner and the mode of the copy, and writes it to the disk.
Result<void> finish(int fd, const fs::path& copied) {
  const bool done =
      (::geteuid() != 0 || ::fchown(fd, 0, 0) == 0) && ::fchmod(fd, kMode) == 0 && ::fsync(fd) == 0;
  if (!done) return base::errno_error("write " + shown(copied), errno);
  return {};
}

Result<void> write_copy(const fs::path& file, const fs::path& copied) {
  MYDOCKER_TRY(const auto source, open_source(file));
  ::unlink(copied.c_str());  // removes the copy that a killed installation has left
  const base::UniqueFd fd(
      ::open(copied.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) return base::errno_error("write " + shown(copied), errno);
  MYDOCKER_CHECK(copy(source.get(), fd.get(), copied));
  return finish(fd.get(), copied);
}

}  // namespace

Result<void> install_file(const fs::path& file, const fs::path& target,
                          const std::function<Result<void>(const fs::path&)>& check) {
  MYDOCKER_CHECK(make_folders(target.parent_path()));
  MYDOCKER_CHECK(TrustedPaths().folder(target.parent_path()));
  MYDOCKER_TRY(const auto lock, lock_folder(target.parent_path()));
  // The name of the temporary copy does not end in ".so". So a search for drivers does not find the
  // copy.
  const fs::path copied = target.native() + ".new";
  const auto put = [&]() -> Result<void> {
    MYDOCKER_CHECK(write_copy(file, copied));
    MYDOCKER_CHECK(check(copied));
    if (::rename(copied.c_str(), target.c_str()) != 0)
      return base::errno_error("rename " + shown(copied) + " to " + shown(target), errno);
    return {};
  };
  auto done = put();
  if (!done) ::unlink(copied.c_str());
  sync_folder(target.parent_path());
  return done;
}

Result<void> check_folder_for(const fs::path& target) {
  auto folder = target.parent_path();
  std::error_code ignored;
  while (!fs::exists(folder, ignored) && folder != folder.root_path())
    folder = folder.parent_path();
  MYDOCKER_CHECK(TrustedPaths().folder(folder));
  if (::faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) != 0)
    return base::errno_error("write to folder " + shown(folder), errno);
  return {};
}

Result<void> uninstall_file(const fs::path& target) {
  if (::unlink(target.c_str()) != 0) {
    if (errno == ENOENT)
      return Error(ErrorKind::not_found, shown(target) + ": " + base::errno_text(errno));
    return base::errno_error("remove " + shown(target), errno);
  }
  sync_folder(target.parent_path());
  return {};
}

}  // namespace mydocker::drivers
