// The border for drivers that do not come with mydocker: each call loads the driver in a process of
// its own, with a deadline.
//
// Whatever the driver does there (crash, exit(), hang, print, close descriptors, leave threads or
// children behind) ends with that process and is one error here. A fork is possible because the
// command has no other thread that could hold a lock meanwhile.
#pragma once

#include <functional>

#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {

// What `work` returns in a worker, which is where a driver's code runs; `driver` is what errors
// name.
Result<std::string> run_in_worker(const DriverFile& driver, const LoadSettings& settings,
                                  const CallContext& context,
                                  const std::function<Result<std::string>()>& work);

class WorkerChannel final : public DriverChannel {
 public:
  WorkerChannel(DriverFile driver, LoadSettings settings)
      : driver_(std::move(driver)), settings_(settings) {}

  Result<std::string> call(const std::string& request, const CallContext& context) override;

 private:
  DriverFile driver_;
  LoadSettings settings_;
};

}  // namespace mydocker::drivers
