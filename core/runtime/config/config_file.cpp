#include "runtime/config/config_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/base/user_namespace.hpp"

namespace mydocker::config {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 20U;

// Checks the open file, so that the file cannot be replaced after the check.
Result<void> check_trusted(int fd, const std::filesystem::path& file) {
  using enum ErrorKind;
  const std::string what = "configuration file " + base::quoted(file.string());
  struct stat status {};
  if (::fstat(fd, &status) != 0) return base::errno_error("look at " + what, errno);
  if (!S_ISREG(status.st_mode)) return Error(permission, what + " is not a regular file");
  if (::geteuid() == 0 && base::is_unmapped(status.st_uid) && !base::is_system_path(file))
    return Error(permission, what + " " + base::kUnmappedOwner)
        .hint("use a file of your own: --config FILE");
  if (status.st_uid != 0 && !base::is_unmapped(status.st_uid) && status.st_uid != ::geteuid())
    return Error(permission, what + " belongs to user " + std::to_string(status.st_uid))
        .hint("chown " + std::to_string(::geteuid()) + " " + file.string() +
              ", if you trust its content");
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return Error(permission, what + " is writable by other users")
        .hint("chmod go-w " + file.string() + ", if you trust its content");
  return {};
}

Result<std::string> read_all(int fd, const std::string& what) {
  std::string text;
  std::array<char, 16384> part{};
  for (;;) {
    const ssize_t count = ::read(fd, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::errno_error("read " + what, errno);
    if (count == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
    if (text.size() > kLargest)
      return Error(ErrorKind::invalid_argument, what + " is larger than 1 MiB");
  }
}

}  // namespace

Result<std::optional<std::string>> read_config_file(const std::filesystem::path& file) {
  const std::string what = "configuration file " + base::quoted(file.string());
  // O_NONBLOCK: open(2) of a FIFO does not wait for a writer.
  const base::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return std::optional<std::string>();
  if (!fd) return base::errno_error("open " + what, errno);
  MYDOCKER_CHECK(check_trusted(fd.get(), file));
  MYDOCKER_TRY(auto text, read_all(fd.get(), what));
  return std::optional<std::string>(std::move(text));
}

Result<std::string> read_network_text(const std::string& file) {
  const bool from_input = file == "-";
  const std::string what = from_input ? "standard input" : "file " + base::quoted(file);
  if (from_input) return read_all(STDIN_FILENO, what);
  const base::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return Error(ErrorKind::not_found, what + " does not exist");
  if (!fd) return base::errno_error("open " + what, errno);
  return read_all(fd.get(), what);
}

}  // namespace mydocker::config
