#include "runtime/drivers/host_program.hpp"

#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/drivers/host_protocol.hpp"
#include "runtime/drivers/path_trust.hpp"

namespace mydocker::drivers {
namespace {

// The build sets both constants.
constexpr const char* kInstalledHosts = MYDOCKER_INSTALLED_HOST;   // "/usr/libexec/mydocker"
constexpr const char* kHostsBesideBin = MYDOCKER_HOST_BESIDE_BIN;  // "libexec/mydocker"

// The folder above the folder of this program. Empty if it is unknown. A hard link to a privileged
// program may be anywhere, so it has no prefix.
std::filesystem::path own_prefix() {
  if (::getauxval(AT_SECURE) != 0) return {};
  std::error_code failure;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
  return failure ? std::filesystem::path() : program.parent_path().parent_path();
}

// Returns whether only root, or the owner of this program, can write the file or folder.
bool is_safe(const std::filesystem::path& path) {
  struct stat own {};
  struct stat status {};
  if (::stat("/proc/self/exe", &own) != 0 || ::lstat(path.c_str(), &status) != 0) return false;
  const bool owner = status.st_uid == 0 || status.st_uid == own.st_uid;
  return owner && !S_ISLNK(status.st_mode) && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace

std::filesystem::path host_program() {
  const auto prefix = own_prefix();
  auto beside = prefix / kHostsBesideBin / kHostProgram;
  if (!prefix.empty() && ::access(beside.c_str(), F_OK) == 0) return beside;
  return std::filesystem::path(kInstalledHosts) / kHostProgram;
}

Result<std::filesystem::path> trusted_host_program() {
  auto program = host_program();
  const auto prefix = own_prefix();
  if (prefix.empty() || program != prefix / kHostsBesideBin / kHostProgram)
    return trusted_file(program);
  for (auto path = program; path != prefix; path = path.parent_path())
    if (!is_safe(path)) return trusted_file(program);
  return program;
}

}  // namespace mydocker::drivers
