#include "runtime/drivers/probe.hpp"

#include "runtime/drivers/worker_channel.hpp"

namespace mydocker::drivers {
namespace {

// Nothing is said to have gone well, in no words.
Result<void> without_message(Result<std::string> answer) {
  MYDOCKER_CHECK(std::move(answer));
  return {};
}

}  // namespace

Result<void> probe_load(const DriverFile& driver, const LoadSettings& settings) {
  return without_message(run_in_worker(driver, settings, {}, [&driver]() -> Result<std::string> {
    MYDOCKER_CHECK(load_library(driver));
    return std::string();
  }));
}

Result<void> probe_entry(const DriverFile& driver, const LoadSettings& settings) {
  return without_message(run_in_worker(driver, settings, {}, [&driver]() -> Result<std::string> {
    MYDOCKER_CHECK(load_entry_point(driver));
    return std::string();
  }));
}

DriverHandle in_worker(const Manifest& manifest, const DriverFile& driver,
                       const LoadSettings& settings) {
  return {manifest, std::make_unique<WorkerChannel>(driver, settings), driver.path};
}

}  // namespace mydocker::drivers
