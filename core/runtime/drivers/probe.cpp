#include "runtime/drivers/probe.hpp"

#include "runtime/drivers/driver_channels.hpp"

namespace mydocker::drivers {
namespace {

Result<void> probe(const DriverFile& driver, const LoadSettings& settings, Frame::Kind question) {
  MYDOCKER_TRY(auto process, DriverProcess::start(driver, settings, {}));
  MYDOCKER_CHECK(process.call({question, {}}));
  return {};
}

}  // namespace

Result<void> probe_load(const DriverFile& driver, const LoadSettings& settings) {
  return probe(driver, settings, Frame::Kind::load);
}

Result<void> probe_entry(const DriverFile& driver, const LoadSettings& settings) {
  return probe(driver, settings, Frame::Kind::entry);
}

DriverHandle in_worker(const Manifest& manifest, const DriverFile& driver,
                       const LoadSettings& settings) {
  return {std::make_shared<const Manifest>(manifest),
          std::make_unique<WorkerChannel>(driver, settings), driver.path};
}

}  // namespace mydocker::drivers
