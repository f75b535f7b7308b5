// The channel to drivers that are not bundled. Each call has its own process (driver_process.hpp),
// with a deadline and, during planning, the sandbox.
//
// Whatever the driver does there (crash, exit(), hang, print, close descriptors) affects only that
// process, and is one error here.
#pragma once

#include <optional>

#include "runtime/drivers/driver_process.hpp"

namespace mydocker::drivers {

// Owns the process that prepare() has started.
class WorkerChannel final : public DriverChannel {
 public:
  WorkerChannel(DriverFile driver, LoadSettings settings)
      : driver_(std::move(driver)), settings_(std::move(settings)) {}

  // Starts the process of the first call that plans. It loads the driver while the command collects
  // host facts.
  void prepare() override;
  Result<std::string> call(const std::string& request, const CallContext& context) override;

 private:
  DriverFile driver_;
  LoadSettings settings_;
  bool was_prepared_ = false;
  std::optional<DriverProcess> prepared_;
};

}  // namespace mydocker::drivers
