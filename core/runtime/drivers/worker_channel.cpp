#include "runtime/drivers/worker_channel.hpp"

#include <utility>

namespace mydocker::drivers {

void WorkerChannel::prepare() {
  if (std::exchange(was_prepared_, true)) return;
  // If the start fails, the call returns the error.
  if (auto started = DriverProcess::start(driver_, settings_, {}))
    prepared_.emplace(std::move(started).value());
}

Result<std::string> WorkerChannel::call(const std::string& request, const CallContext& context) {
  const Frame frame{Frame::Kind::call, request};
  if (context.rights == CallContext::Rights::compute && prepared_) {
    DriverProcess process = *std::move(prepared_);
    prepared_.reset();
    return process.call(frame);
  }
  MYDOCKER_TRY(auto process, DriverProcess::start(driver_, settings_, context));
  return process.call(frame);
}

}  // namespace mydocker::drivers
