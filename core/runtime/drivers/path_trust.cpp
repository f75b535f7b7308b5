#include "runtime/drivers/path_trust.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <deque>
#include <string>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/user_namespace.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMaxLinks = 40;  // limit of the kernel
constexpr mode_t kModeBits = 07777;

std::string mode_text(mode_t mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode & kModeBits));
  return text.data();
}

std::string user_text(uid_t uid) {
  const passwd* entry = ::getpwuid(uid);
  return entry != nullptr ? std::string("user \"") + entry->pw_name + "\""
                          : "uid " + std::to_string(uid);
}

std::string group_text(gid_t gid) {
  const group* entry = ::getgrgid(gid);
  return entry != nullptr ? std::string("group \"") + entry->gr_name + "\""
                          : "group " + std::to_string(gid);
}

bool is_or_is_below(const fs::path& path, const fs::path& folder) {
  const auto end = std::ranges::mismatch(folder, path);
  return end.in1 == folder.end();
}

// Returns whether the path is trusted although its owner is a user outside this user namespace.
// This is true for system paths, and for the folder of the bundled drivers. That folder is
// installed together with the running program: a user who can change it can change the program too.
bool is_trusted_outside(const fs::path& path) {
  const fs::path bundled = bundled_folder().lexically_normal();
  return base::is_system_path(path) || is_or_is_below(path, bundled) ||
         is_or_is_below(bundled, path);
}

bool may_own(uid_t owner, const fs::path& path) {
  if (owner == 0) return true;
  if (::geteuid() == 0 && base::is_unmapped(owner)) return is_trusted_outside(path);
  return owner == ::geteuid() && ::getauxval(AT_SECURE) == 0;
}

Result<void> judge_owner(const fs::path& path, const struct stat& status) {
  if (may_own(status.st_uid, path)) return {};
  if (base::is_unmapped(status.st_uid))
    return Error(ErrorKind::permission, shown(path) + " " + base::kUnmappedOwner)
        .hint("copy the driver to a folder that belongs to you, and name it with --driver-dir");
  return Error(ErrorKind::permission, shown(path) + " belongs to " + user_text(status.st_uid) +
                                          ", not to root (mode " + mode_text(status.st_mode) + ")")
      .hint("chown root " + shell_word(path));
}

Result<void> judge_mode(const fs::path& path, const struct stat& status) {
  const bool by_group = (status.st_mode & S_IWGRP) != 0;
  const bool by_all = (status.st_mode & S_IWOTH) != 0;
  if (!by_group && !by_all) return {};
  Error error(ErrorKind::permission,
              shown(path) + " is writable by " +
                  (by_all ? std::string("all users") : group_text(status.st_gid)) + " (mode " +
                  mode_text(status.st_mode) + ")");
  // The hint is not chmod here. A sticky folder such as /tmp is shared, so it must stay writable
  // for all users.
  if ((status.st_mode & S_ISVTX) != 0)
    return std::move(error).hint("move the driver to a folder that only root can write");
  return std::move(error).hint((by_all ? "chmod go-w " : "chmod g-w ") + shell_word(path));
}

Result<void> judge(const fs::path& path, const struct stat& status) {
  MYDOCKER_CHECK(judge_owner(path, status));
  return judge_mode(path, status);
}

Result<void> judge_file(const fs::path& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode))
    return Error(ErrorKind::permission, shown(path) + " is not a regular file");
  if ((status.st_mode & (S_ISUID | S_ISGID)) != 0)
    return Error(ErrorKind::permission,
                 shown(path) + " has a set-id bit (mode " + mode_text(status.st_mode) + ")")
        .hint("chmod ug-s " + shell_word(path));
  return {};
}

Result<struct stat> status_of(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) return status;
  const int error = errno;
  if (error == ENOENT || error == ENOTDIR)
    return Error(ErrorKind::not_found, shown(path) + ": " + base::errno_text(error));
  return base::errno_error(shown(path), error);
}

void put_first(std::deque<std::string>& rest, const fs::path& path) {
  std::deque<std::string> parts;
  for (const auto& part : path.relative_path())
    if (!part.empty() && part != ".") parts.push_back(part.string());
  rest.insert(rest.begin(), parts.begin(), parts.end());
}

// Follows a symbolic link. The parts of its target are put before the parts of the path that remain
// in `rest`. Returns the folder from which the walk continues.
Result<fs::path> follow(const fs::path& link, std::deque<std::string>& rest) {
  std::error_code failure;
  const fs::path target = fs::read_symlink(link, failure);
  if (failure) return base::errno_error(shown(link), failure.value());
  put_first(rest, target);
  return target.is_absolute() ? fs::path("/") : link.parent_path();
}

// Checks each component of `path`, and returns its real path. `status` gets the status of the last
// component.
Result<fs::path> walk(const fs::path& path, struct stat& status) {
  std::deque<std::string> rest;
  put_first(rest, path);

  // Paths are used here, not descriptors. This is safe, because only trusted users can change a
  // component that was checked. So no other user can replace it before the next step.
  fs::path here = "/";
  MYDOCKER_TRY(status, status_of(here));
  MYDOCKER_CHECK(judge(here, status));
  unsigned links = 0;
  while (!rest.empty()) {
    const std::string name = std::move(rest.front());
    rest.pop_front();
    const fs::path next = name == ".." ? here.parent_path() : here / name;
    MYDOCKER_TRY(status, status_of(next));
    if (!S_ISLNK(status.st_mode)) {
      MYDOCKER_CHECK(judge(next, status));
      here = next;
      continue;
    }
    MYDOCKER_CHECK(judge_owner(next, status));
    if (++links > kMaxLinks)
      return Error(ErrorKind::permission,
                   shown(path) + " has more than " + std::to_string(kMaxLinks) + " symbolic links");
    MYDOCKER_TRY(here, follow(next, rest));
  }
  return here;
}

Result<fs::path> whole_path(const fs::path& path) {
  std::error_code failure;
  fs::path whole = fs::absolute(path, failure);
  if (failure) return base::errno_error(shown(path), failure.value());
  return whole;
}

}  // namespace

const Result<fs::path>& TrustedPaths::checked_folder(const std::string& folder) {
  auto known = folders_.find(folder);
  if (known == folders_.end()) {
    struct stat status {};
    known = folders_.emplace(folder, walk(folder, status)).first;
  }
  return known->second;
}

Result<fs::path> TrustedPaths::folder(const fs::path& folder) {
  MYDOCKER_TRY(const fs::path whole, whole_path(folder));
  return checked_folder(whole.native());
}

// The path is split as a text, because this is faster than with std::filesystem::path. This
// function is called for each of many files.
Result<fs::path> TrustedPaths::file(const fs::path& file) {
  if (!file.is_absolute()) {
    MYDOCKER_TRY(const fs::path whole, whole_path(file));
    return this->file(whole);
  }
  const std::string& text = file.native();
  const std::size_t cut = text.rfind('/');
  const std::string name = text.substr(cut + 1);
  struct stat status {};
  if (name.empty() || name == "." || name == "..") {
    MYDOCKER_TRY(status, status_of(file));
    MYDOCKER_TRY(fs::path real, walk(file, status));
    MYDOCKER_CHECK(judge_file(real, status));
    return real;
  }
  const auto& folder = checked_folder(text.substr(0, std::max<std::size_t>(cut, 1)));
  if (!folder) {
    // A missing file is reported as missing. This comes before the error that others can write the
    // folder.
    const auto found = status_of(file);
    return !found && found.error().kind() == ErrorKind::not_found ? found.error() : folder.error();
  }
  fs::path real = *folder / name;
  MYDOCKER_TRY(status, status_of(real));
  if (S_ISLNK(status.st_mode)) {
    MYDOCKER_TRY(real, walk(file, status));
  } else {
    MYDOCKER_CHECK(judge(real, status));
  }
  MYDOCKER_CHECK(judge_file(real, status));
  return real;
}

Result<fs::path> trusted_file(const fs::path& file) { return TrustedPaths().file(file); }

}  // namespace mydocker::drivers
