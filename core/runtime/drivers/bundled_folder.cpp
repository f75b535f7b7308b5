// Finds the drivers that belong to this program file (own_prefix.hpp).
#include "runtime/drivers/own_prefix.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {
namespace {

namespace fs = std::filesystem;

// The build sets both values.
constexpr const char* kInstalled = MYDOCKER_INSTALLED_DRIVERS;   // "/usr/lib/.../mydocker/drivers"
constexpr const char* kBesideBin = MYDOCKER_DRIVERS_BESIDE_BIN;  // "lib/.../mydocker/drivers"

}  // namespace

fs::path bundled_folder() {
  std::error_code failure;
  const char* build_tree = "drivers";  // below the first prefix only
  for (const auto& prefix : own_prefixes()) {
    if (fs::is_directory(prefix / kBesideBin, failure)) return prefix / kBesideBin;
    if (build_tree != nullptr && fs::is_directory(prefix / build_tree, failure))
      return prefix / build_tree;
    build_tree = nullptr;
  }
  return kInstalled;
}

}  // namespace mydocker::drivers
