#include "runtime/drivers/host_program.hpp"

#include <sys/auxv.h>
#include <unistd.h>

#include "runtime/drivers/host_protocol.hpp"

namespace mydocker::drivers {
namespace {

// The build sets both values.
constexpr const char* kInstalledHosts = MYDOCKER_INSTALLED_HOST;   // "/usr/libexec/mydocker"
constexpr const char* kHostsBesideBin = MYDOCKER_HOST_BESIDE_BIN;  // "libexec/mydocker"

}  // namespace

std::filesystem::path host_program() {
  const auto installed = std::filesystem::path(kInstalledHosts) / kHostProgram;
  // A hard link to a privileged program can be in any folder.
  if (::getauxval(AT_SECURE) != 0) return installed;
  std::error_code failure;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
  if (failure) return installed;
  auto beside = program.parent_path().parent_path() / kHostsBesideBin / kHostProgram;
  return ::access(beside.c_str(), F_OK) == 0 ? beside : installed;
}

}  // namespace mydocker::drivers
