// Where the drivers stand that come with this very program, so that an installation can be moved as
// a whole and a build tree can be run as it is.
#include <sys/auxv.h>

#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {
namespace {

namespace fs = std::filesystem;

// Both are set by the build.
constexpr const char* kInstalled = MYDOCKER_INSTALLED_DRIVERS;   // "/usr/lib/.../mydocker/drivers"
constexpr const char* kBesideBin = MYDOCKER_DRIVERS_BESIDE_BIN;  // "lib/.../mydocker/drivers"

}  // namespace

fs::path bundled_folder() {
  // A privileged program may have been given another place by a hard link: believe only the build.
  if (::getauxval(AT_SECURE) != 0) return kInstalled;
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  if (failure) return kInstalled;
  const fs::path prefix = program.parent_path().parent_path();
  for (const fs::path& folder : {prefix / kBesideBin, prefix / "drivers"})
    if (fs::is_directory(folder, failure)) return folder;
  return kInstalled;
}

}  // namespace mydocker::drivers
