// Finds the drivers that belong to this program file. So an installation can be moved as a whole,
// and a program in a build tree uses the drivers of that tree.
#include <sys/auxv.h>

#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {
namespace {

namespace fs = std::filesystem;

// The build sets both values.
constexpr const char* kInstalled = MYDOCKER_INSTALLED_DRIVERS;   // "/usr/lib/.../mydocker/drivers"
constexpr const char* kBesideBin = MYDOCKER_DRIVERS_BESIDE_BIN;  // "lib/.../mydocker/drivers"

}  // namespace

fs::path bundled_folder() {
  // A hard link can place a privileged program in any folder, so use only the folder of the build.
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
