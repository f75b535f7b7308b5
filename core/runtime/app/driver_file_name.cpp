#include "runtime/app/session.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/host_program.hpp"

namespace mydocker::app {

Result<bool> Runtime::may_have_its_name(const std::filesystem::path& driver_file) {
  MYDOCKER_TRY(const auto search, session_->search_settings());
  std::error_code ignored;
  const bool bundled =
      std::filesystem::equivalent(driver_file.parent_path(), drivers::bundled_folder(), ignored);
  const auto source = bundled ? drivers::Source::bundled : drivers::Source::option;
  return drivers::may_come_from(driver_file.stem().native(), source, search);
}

Result<std::filesystem::path> Runtime::driver_test_program() {
  auto program = drivers::trusted_program("mydocker-driver-test");
  if (program || program.error().kind() != ErrorKind::not_found) return program;
  return std::move(program).error().hint("install the driver SDK: apt install libmydocker-sdk-dev");
}

}  // namespace mydocker::app
