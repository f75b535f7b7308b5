#include "runtime/kernel/service_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/service_paths.hpp"

namespace mydocker::kernel {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kSearchable = 0711;
constexpr mode_t kOfUser = 0700;
constexpr mode_t kReadableFolder = 0750;
constexpr mode_t kReadableFile = 0640;
constexpr mode_t kOfRoot = 0600;
constexpr std::size_t kLargestFile = std::size_t{1} << 20U;

Error file_error(const std::string& what, const std::string& name) {
  return base::errno_error(what + " " + base::quoted(name), errno);
}

base::UniqueFd open_folder(int parent, const std::string& name) {
  return base::UniqueFd(
      ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// Creates the folder if it does not exist. The mode is set again afterwards, because mkdir(2)
// removes the bits of the umask from it.
Result<base::UniqueFd> make_folder(int parent, const std::string& name, mode_t mode,
                                   const ServiceUser& owner) {
  if (::mkdirat(parent, name.c_str(), mode) != 0 && errno != EEXIST)
    return file_error("create directory", name);
  base::UniqueFd made = open_folder(parent, name);
  if (!made) return file_error("open directory", name);
  if (::fchown(made.get(), owner.uid, owner.gid) != 0 || ::fchmod(made.get(), mode) != 0)
    return file_error("set the owner and the mode of directory", name);
  return made;
}

// Reads a file. open(2) must not block, because a file of another program may be a FIFO.
Result<std::optional<std::string>> read_file(int folder, const std::string& name) {
  using Content = std::optional<std::string>;
  const base::UniqueFd file(
      ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file && (errno == ENOENT || errno == ELOOP || errno == ENXIO)) return Content();
  if (!file) return file_error("open file", name);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return Content();
  std::string content;
  std::array<char, 4096> part{};
  while (content.size() < kLargestFile) {
    const ssize_t size = ::read(file.get(), part.data(), part.size());
    if (size < 0) return file_error("read file", name);
    if (size == 0) break;
    content.append(part.data(), static_cast<std::size_t>(size));
  }
  return Content(std::move(content));
}

Result<void> write_all(int file, std::string_view rest, const std::string& name) {
  while (!rest.empty()) {
    const ssize_t size = ::write(file, rest.data(), rest.size());
    if (size < 0) return file_error("write file", name);
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

// Writes the file under another name, and renames it to `name`. Programs that watch the folder
// ignore the first name, because it begins with a dot.
Result<void> replace_file(int folder, const std::string& name, const std::string& content,
                          mode_t mode, gid_t group) {
  const std::string incomplete = "." + name + ".new";
  if (::unlinkat(folder, incomplete.c_str(), 0) != 0 && errno != ENOENT)
    return file_error("remove file", incomplete);
  const base::UniqueFd file(::openat(
      folder, incomplete.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOfRoot));
  if (!file) return file_error("create file", incomplete);
  MYDOCKER_CHECK(write_all(file.get(), content, name));
  if (::fchown(file.get(), 0, group) != 0 || ::fchmod(file.get(), mode) != 0)
    return file_error("set the owner and the mode of file", name);
  if (::renameat(folder, incomplete.c_str(), folder, name.c_str()) != 0)
    return file_error("rename file", incomplete);
  return {};
}

std::string name_in_folder(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

Result<ServiceDirectory> ServiceDirectory::make(const std::string& run_dir, const std::string& name,
                                                const ServiceUser& user) {
  const ServiceUser root;
  const base::UniqueFd run(::open(run_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!run || ::fchmod(run.get(), kSearchable) != 0) return file_error("open directory", run_dir);
  MYDOCKER_TRY(const auto services,
               make_folder(run.get(), base::kServicesFolder, kSearchable, root));
  MYDOCKER_TRY(auto home, make_folder(services.get(), name, kSearchable, root));
  MYDOCKER_TRY(auto files, make_folder(home.get(), base::kServiceFilesFolder, kOfUser, user));
  return ServiceDirectory(std::move(home), std::move(files));
}

Result<std::optional<ServiceDirectory>> ServiceDirectory::open(const std::string& run_dir,
                                                               const std::string& name) {
  using Found = std::optional<ServiceDirectory>;
  const std::string path = base::service_home(run_dir, name);
  base::UniqueFd home = open_folder(AT_FDCWD, path);
  if (!home && errno == ENOENT) return Found();
  if (!home) return file_error("open directory", path);
  base::UniqueFd files = open_folder(home.get(), base::kServiceFilesFolder);
  if (!files && errno == ENOENT) return Found();
  if (!files) return file_error("open directory", base::service_directory(run_dir, name));
  return Found(ServiceDirectory(std::move(home), std::move(files)));
}

Result<std::string> ServiceDirectory::read_record(const std::string& name) const {
  MYDOCKER_TRY(auto content, read_file(home_.get(), name));
  return content ? *std::move(content) : std::string();
}

Result<void> ServiceDirectory::write_record(const std::string& name,
                                            const std::string& text) const {
  return replace_file(home_.get(), name, text, kOfRoot, 0);
}

void ServiceDirectory::remove_record(const std::string& name) const {
  ::unlinkat(home_.get(), name.c_str(), 0);
}

Result<base::UniqueFd> ServiceDirectory::new_log() const {
  base::UniqueFd log(::openat(home_.get(), "log",
                              O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
                              kOfRoot));
  if (!log) return file_error("open file", "log");
  return log;
}

base::UniqueFd ServiceDirectory::folder(const std::string& name) const {
  const std::string folder = base::folder_of(name);
  return open_folder(files_.get(), folder.empty() ? "." : folder);
}

Result<gid_t> ServiceDirectory::group() const {
  struct stat status {};
  if (::fstat(files_.get(), &status) != 0) return file_error("read the status of", "files");
  return status.st_gid;
}

Result<std::optional<std::string>> ServiceDirectory::read(const std::string& name) const {
  const base::UniqueFd parent = folder(name);
  if (!parent) return std::optional<std::string>();
  return read_file(parent.get(), name_in_folder(name));
}

Result<void> ServiceDirectory::write(const std::string& name, const std::string& content) const {
  MYDOCKER_TRY(const gid_t gid, group());
  base::UniqueFd parent = folder(name);
  if (!parent) {
    MYDOCKER_TRY(parent,
                 make_folder(files_.get(), base::folder_of(name), kReadableFolder, {0, gid}));
  }
  return replace_file(parent.get(), name_in_folder(name), content, kReadableFile, gid);
}

Result<void> ServiceDirectory::remove(const std::string& name) const {
  const base::UniqueFd parent = folder(name);
  if (!parent) return {};
  if (::unlinkat(parent.get(), name_in_folder(name).c_str(), 0) == 0 || errno == ENOENT) return {};
  return file_error("remove file", name);
}

bool ServiceDirectory::has(const std::string& name) const {
  struct stat status {};
  const base::UniqueFd parent = folder(name);
  return parent &&
         ::fstatat(parent.get(), name_in_folder(name).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

Result<void> remove_service_directory(const std::string& run_dir, const std::string& name) {
  std::error_code failure;
  const fs::path home = base::service_home(run_dir, name);
  fs::remove_all(home, failure);
  if (failure)
    return base::errno_error("remove directory " + base::quoted(home.string()), failure.value());
  // remove() fails if the directory contains other services. This error is ignored.
  fs::remove(home.parent_path(), failure);
  return {};
}

std::vector<std::string> service_names(const std::string& run_dir) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry :
       fs::directory_iterator(fs::path(run_dir) / base::kServicesFolder, ignored))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

}  // namespace mydocker::kernel
