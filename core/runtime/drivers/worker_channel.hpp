// The border for drivers that do not come with mydocker: each call has a process of its own
// (driver_process.hpp), with a deadline, and for planning the sandbox.
//
// Whatever the driver does there (crash, exit(), hang, print, close descriptors) ends with that
// process and is one error here.
#pragma once

#include <optional>

#include "runtime/drivers/driver_process.hpp"

namespace mydocker::drivers {

class WorkerChannel final : public DriverChannel {
 public:
  WorkerChannel(DriverFile driver, LoadSettings settings)
      : driver_(std::move(driver)), settings_(std::move(settings)) {}

  // Starts the process of the first call that plans, which takes as long as an empty program:
  // meanwhile the command finds out what it will ask.
  void prepare() override;
  Result<std::string> call(const std::string& request, const CallContext& context) override;

 private:
  DriverFile driver_;
  LoadSettings settings_;
  bool was_prepared_ = false;
  std::optional<DriverProcess> prepared_;
};

}  // namespace mydocker::drivers
