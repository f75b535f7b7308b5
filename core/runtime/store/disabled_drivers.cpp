#include "runtime/store/disabled_drivers.hpp"

#include <unistd.h>

#include <cerrno>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {
namespace {

constexpr const char* kFolder = "disabled-drivers";

// Opens the folder. The state directory is created and checked first.
Result<PrivateDirectory> open_folder(const std::filesystem::path& state_dir) {
  MYDOCKER_CHECK(PrivateDirectory::open(state_dir));
  return PrivateDirectory::open(disabled_drivers_folder(state_dir));
}

}  // namespace

std::filesystem::path disabled_drivers_folder(const std::filesystem::path& state_dir) {
  return state_dir / kFolder;
}

Result<bool> disable_driver(const std::filesystem::path& state_dir, const std::string& name) {
  MYDOCKER_TRY(const auto folder, open_folder(state_dir));
  MYDOCKER_TRY(const bool there, folder.has_file(name));
  if (there) return false;
  MYDOCKER_CHECK(folder.open_file(name, 0));
  ::fsync(folder.fd());  // after this, the name survives a loss of power
  return true;
}

Result<bool> enable_driver(const std::filesystem::path& state_dir, const std::string& name) {
  std::error_code failure;
  if (!std::filesystem::exists(disabled_drivers_folder(state_dir), failure) && !failure)
    return false;
  MYDOCKER_TRY(const auto folder, open_folder(state_dir));
  MYDOCKER_TRY(const bool there, folder.has_file(name));
  if (!there) return false;
  if (::unlinkat(folder.fd(), name.c_str(), 0) != 0)
    return base::errno_error("remove file " + base::quoted((folder.path() / name).string()), errno);
  ::fsync(folder.fd());
  return true;
}

}  // namespace mydocker::store
