#include "runtime/drivers/host_program.hpp"

#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <utility>

#include "runtime/drivers/frame.hpp"
#include "runtime/drivers/path_trust.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {
namespace {

// The build sets both constants.
// For example "/usr/libexec/mydocker".
constexpr const char* kInstalledHosts = MYDOCKER_INSTALLED_HOST;
// A path such as "libexec/mydocker".
constexpr const char* kHostsBesideBin = MYDOCKER_HOST_BESIDE_BIN;

// The path of a program of mydocker, and the prefix under which it was found. If it is the
// installation path that the build has set, the prefix is empty.
struct HostFile {
  std::filesystem::path program;
  std::filesystem::path prefix;
};

HostFile find_program(const char* name) {
  for (const auto& prefix : own_prefixes()) {
    auto program = prefix / kHostsBesideBin / name;
    if (::access(program.c_str(), F_OK) == 0) return {std::move(program), prefix};
  }
  return {std::filesystem::path(kInstalledHosts) / name, {}};
}

// Returns whether only two users can write the file or folder: root, and the owner of this program.
bool is_safe(const std::filesystem::path& path) {
  struct stat own {};
  struct stat status {};
  if (::stat("/proc/self/exe", &own) != 0 || ::lstat(path.c_str(), &status) != 0) return false;
  const bool owner = status.st_uid == 0 || status.st_uid == own.st_uid;
  return owner && !S_ISLNK(status.st_mode) && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace

std::filesystem::path host_program() { return find_program(kHostProgram).program; }

Result<std::filesystem::path> trusted_host_program() { return trusted_program(kHostProgram); }

Result<std::filesystem::path> trusted_program(const char* name) {
  const auto file = find_program(name);
  if (file.prefix.empty()) return trusted_file(file.program);
  for (auto path = file.program; path != file.prefix; path = path.parent_path())
    if (!is_safe(path)) return trusted_file(file.program);
  return file.program;
}

std::vector<std::filesystem::path> own_prefixes() {
  if (::getauxval(AT_SECURE) != 0) return {};
  std::array<char, PATH_MAX> path{};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  if (size <= 0) return {};
  const std::filesystem::path program(path.data(), path.data() + size);
  const auto above = program.parent_path().parent_path();
  return {above, above.parent_path()};
}

namespace {

namespace fs = std::filesystem;

// The build sets both values.
// For example "/usr/lib/.../mydocker/drivers".
constexpr const char* kInstalled = MYDOCKER_INSTALLED_DRIVERS;
// For example "lib/.../mydocker/drivers".
constexpr const char* kBesideBin = MYDOCKER_DRIVERS_BESIDE_BIN;

}  // namespace

fs::path bundled_folder() {
  std::error_code failure;
  const auto prefixes = own_prefixes();
  for (const auto& prefix : prefixes) {
    if (fs::is_directory(prefix / kBesideBin, failure)) return prefix / kBesideBin;
    // In a build tree, the folders "drivers", "bin" and "libexec" are in the same folder.
    const bool is_own = prefix == prefixes.front() ||
                        prefix / fs::path(kHostsBesideBin).parent_path() == prefixes.front();
    if (is_own && fs::is_directory(prefix / "drivers", failure)) return prefix / "drivers";
  }
  return kInstalled;
}

}  // namespace mydocker::drivers
