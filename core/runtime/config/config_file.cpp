#include "runtime/config/config_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

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

Result<std::string> read_file(const std::string& file) {
  const std::string what = "file " + base::quoted(file);
  const base::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return Error(ErrorKind::not_found, what + " does not exist");
  if (!fd) return base::errno_error("open " + what, errno);
  return read_all(fd.get(), what);
}

// Returns the paths of the files NAME.yaml in the folder, in the order of their names.
Result<std::vector<std::string>> files_of_folder(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code failure;
  std::filesystem::directory_iterator entry(folder, failure);
  for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
    const auto& path = entry->path();
    const bool hidden = path.filename().native().starts_with('.');
    if (!hidden && path.extension() == ".yaml") files.push_back(path.string());
  }
  if (failure) return base::errno_error("list folder " + base::quoted(folder), failure.value());
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<std::optional<std::string>> read_config_file(const std::filesystem::path& file) {
  const std::string what = "configuration file " + base::quoted(file.string());
  // With O_NONBLOCK, open(2) of a FIFO does not wait for a writer.
  const base::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return std::optional<std::string>();
  if (!fd) return base::errno_error("open " + what, errno);
  MYDOCKER_CHECK(check_trusted(fd.get(), file));
  MYDOCKER_TRY(auto text, read_all(fd.get(), what));
  return std::optional<std::string>(std::move(text));
}

Result<std::vector<NetworkText>> read_network_texts(const std::string& path) {
  std::vector<NetworkText> texts;
  if (path == "-") {
    texts.push_back({.file = "standard input", .text = {}});
    MYDOCKER_TRY(texts.front().text, read_all(STDIN_FILENO, "standard input"));
    return texts;
  }
  std::error_code no_folder;
  std::vector<std::string> files{path};
  if (std::filesystem::is_directory(path, no_folder)) {
    MYDOCKER_TRY(files, files_of_folder(path));
  }
  for (auto& file : files) {
    MYDOCKER_TRY(auto text, read_file(file));
    texts.push_back({.file = std::move(file), .text = std::move(text)});
  }
  return texts;
}

}  // namespace mydocker::config
