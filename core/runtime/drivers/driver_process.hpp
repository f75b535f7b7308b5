// A process of mydocker-driver-host with one driver. The process never outlives the object.
//
// Example:
//   MYDOCKER_TRY(auto process, DriverProcess::start(file, settings, {}));
//   MYDOCKER_TRY(auto reply, process.call({Frame::Kind::call, request}));
#pragma once

#include <string>

#include "mydocker/result.hpp"
#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/entry_point.hpp"
#include "runtime/drivers/worker_process.hpp"

namespace mydocker::drivers {

// Owns one process of mydocker-driver-host, and kills it in the destructor. Errors name the driver
// and its file.
class DriverProcess {
 public:
  // Opens the driver's file and starts the driver host. The function does not wait until the driver
  // is loaded. If the load fails, the first call returns the error.
  static Result<DriverProcess> start(const DriverFile& driver, const LoadSettings& settings,
                                     const CallContext& context);

  // Sends the request and returns the document of the reply. It is an error if the driver crashes,
  // exits, makes a refused system call, or does not reply in time. After an error the process is
  // dead, and every further call fails.
  Result<std::string> call(const Frame& request);

 private:
  DriverProcess(DriverFile driver, LoadSettings settings, WorkerProcess process,
                sandbox::Layers missing)
      : driver_(std::move(driver)),
        settings_(std::move(settings)),
        process_(std::move(process)),
        missing_(missing) {}

  [[nodiscard]] std::string who() const;
  Result<std::string> judge(WorkerProcess::WaitResult outcome, Frame frame);
  void report_missing();

  DriverFile driver_;
  LoadSettings settings_;
  WorkerProcess process_;
  sandbox::Layers missing_;
  bool reported_ = false;
};

}  // namespace mydocker::drivers
