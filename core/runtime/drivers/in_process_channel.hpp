// The channel to bundled drivers. They are as trusted as mydocker, so they run in its process.
#pragma once

#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {

// Owns the loaded driver, which stays in memory until the process ends.
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
