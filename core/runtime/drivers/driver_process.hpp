// A process of mydocker-driver-host with one driver in it; it never outlives this object.
//
//   MYDOCKER_TRY(auto process, DriverProcess::start(file, settings, {}));
//   MYDOCKER_TRY(auto reply, process.call({Frame::Kind::call, request}));
#pragma once

#include <string>

#include "mydocker/result.hpp"
#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/entry_point.hpp"
#include "runtime/drivers/worker_process.hpp"

namespace mydocker::drivers {

class DriverProcess {
 public:
  // Opens the file and starts the host, which loads the driver while this process goes on. Whether
  // that succeeds is known from the first answer. Errors name the driver and its file.
  static Result<DriverProcess> start(const DriverFile& driver, const LoadSettings& settings,
                                     const CallContext& context);

  // The document of the reply. Anything else is an error that names the driver: a crash, an exit, a
  // call that the sandbox refused, no answer within the deadline. After an error the process is
  // dead, and asking again is an error, too.
  Result<std::string> call(const Frame& request);

 private:
  DriverProcess(DriverFile driver, LoadSettings settings, WorkerProcess process,
                sandbox::Layers missing)
      : driver_(std::move(driver)),
        settings_(std::move(settings)),
        process_(std::move(process)),
        missing_(missing) {}

  [[nodiscard]] std::string who() const;
  Result<std::string> judge(WorkerProcess::Outcome outcome, Frame frame);
  void report_missing();

  DriverFile driver_;
  LoadSettings settings_;
  WorkerProcess process_;
  sandbox::Layers missing_;
  bool reported_ = false;
};

}  // namespace mydocker::drivers
