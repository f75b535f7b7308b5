#include "runtime/drivers/driver_channels.hpp"

#include <sched.h>

#include <cerrno>
#include <thread>
#include <utility>

#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/entry_point.hpp"
#include "runtime/drivers/naming.hpp"

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

Result<std::unique_ptr<DriverChannel>> InProcessChannel::open(DriverFile driver) {
  MYDOCKER_TRY(const EntryPoint entry, load_entry_point(driver));
  return std::unique_ptr<DriverChannel>(new InProcessChannel(std::move(driver), entry));
}

Result<std::string> InProcessChannel::call(const std::string& request, const CallContext& context) {
  const std::string who = driver_in(driver_.name, driver_.path);
  if (context.netns < 0) return attributed(call_entry_point(entry_, request), who);

  // Uses a new thread, because the thread stays in the namespace that it has entered.
  Result<std::string> answer = Error(ErrorKind::internal, who + " was not called");
  std::thread visitor([&] {
    if (::setns(context.netns, CLONE_NEWNET) == 0)
      answer = attributed(call_entry_point(entry_, request), who);
    else
      answer = base::errno_error(who + ": enter the network namespace", errno);
  });
  visitor.join();
  return answer;
}

}  // namespace mydocker::drivers
