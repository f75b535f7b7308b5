#include "runtime/app/handler_directory.hpp"

#include <unistd.h>

#include <system_error>

#include "runtime/app/unowned.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::app {
namespace {

constexpr const char* kFolder = "handlers";

}  // namespace

std::string handler_directory(const std::filesystem::path& run_dir, const std::string& network_id) {
  return run_dir / kFolder / network_id.substr(0, kShownIdSize);
}

Result<void> make_handler_directory(const std::filesystem::path& run_dir,
                                    const std::string& network_id) {
  MYDOCKER_CHECK(store::PrivateDirectory::open(handler_directory(run_dir, network_id)));
  return {};
}

void remove_empty_handler_directory(const std::filesystem::path& run_dir,
                                    const std::string& network_id) {
  ::rmdir(handler_directory(run_dir, network_id).c_str());
  ::rmdir((run_dir / kFolder).c_str());
}

void remove_handler_directory(const std::filesystem::path& run_dir, const std::string& network_id) {
  std::error_code ignored;
  std::filesystem::remove_all(handler_directory(run_dir, network_id), ignored);
  ::rmdir((run_dir / kFolder).c_str());
}

}  // namespace mydocker::app
