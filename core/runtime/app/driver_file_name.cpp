#include "runtime/app/session.hpp"
#include "runtime/drivers/driver_name.hpp"

namespace mydocker::app {

Result<bool> Runtime::may_have_its_name(const std::filesystem::path& driver_file) {
  MYDOCKER_TRY(const auto search, session_->search_settings());
  std::error_code ignored;
  const bool bundled =
      std::filesystem::equivalent(driver_file.parent_path(), drivers::bundled_folder(), ignored);
  const auto source = bundled ? drivers::Source::bundled : drivers::Source::option;
  return drivers::may_come_from(driver_file.stem().native(), source, search);
}

}  // namespace mydocker::app
