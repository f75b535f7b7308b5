// The two channels to a driver: inside this process for bundled drivers, and through a process of
// mydocker-driver-host for all others.
#pragma once

#include <sys/types.h>

#include <optional>

#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/driver_process.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {

// The channel for all drivers that are not bundled. Each call that plans has a process of its own
// (driver_process.hpp), in the sandbox. All calls of a handler for the same container share one
// process. Each call has a deadline. If the driver crashes, exits, hangs, prints or closes
// descriptors, this affects only its process, and gives one error here. The channel owns the
// processes.
class WorkerChannel final : public DriverChannel {
 public:
  WorkerChannel(DriverFile driver, LoadSettings settings)
      : driver_(std::move(driver)), settings_(std::move(settings)) {}

  // Starts the process for the first call that plans. It loads the driver while mydocker collects
  // the host facts.
  void prepare() override;
  Result<std::string> call(const std::string& request, const CallContext& context) override;
  [[nodiscard]] HandlerContext seen_by_driver(const HandlerContext& context) const override;

 private:
  Result<std::string> plan(const Frame& request);
  Result<std::string> act(const Frame& request, const CallContext& context);

  DriverFile driver_;
  LoadSettings settings_;
  bool was_prepared_ = false;
  std::optional<DriverProcess> prepared_;
  // The process in which handlers run, and the inode of its container's namespace. 0: no container.
  std::optional<DriverProcess> handlers_;
  ino_t container_ = 0;
};

// The channel to bundled drivers. They are as trusted as mydocker, so they run in its process. The
// channel owns the loaded driver, which stays in memory until the process ends.
class InProcessChannel final : public DriverChannel {
 public:
  // Loads the file.
  static Result<std::unique_ptr<DriverChannel>> open(DriverFile driver);

  Result<std::string> call(const std::string& request, const CallContext& context) override;
  [[nodiscard]] bool runs_in_process() const noexcept override { return true; }

 private:
  InProcessChannel(DriverFile driver, EntryPoint entry)
      : driver_(std::move(driver)), entry_(entry) {}

  DriverFile driver_;
  EntryPoint entry_;
};

}  // namespace mydocker::drivers
