#include "runtime/drivers/driver_channels.hpp"

#include <sched.h>
#include <sys/stat.h>

#include <cerrno>
#include <thread>
#include <utility>

#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/entry_point.hpp"
#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {
namespace {

// Returns the inode of a network namespace, or 0 if there is no descriptor.
ino_t inode_of(int netns) {
  struct stat status {};
  return netns >= 0 && ::fstat(netns, &status) == 0 ? status.st_ino : 0;
}

}  // namespace

void WorkerChannel::prepare() {
  if (std::exchange(was_prepared_, true)) return;
  // If the start fails, this is not reported here: the first call returns the error.
  if (auto started = DriverProcess::start(driver_, settings_, {}))
    prepared_.emplace(std::move(started).value());
}

Result<std::string> WorkerChannel::call(const std::string& request, const CallContext& context) {
  if (context.rights == CallContext::Rights::compute) return plan({Frame::Kind::call, request});
  const bool inside = context.place == Place::container;
  return act({inside ? Frame::Kind::call_in_container : Frame::Kind::call, request}, context);
}

Result<std::string> WorkerChannel::plan(const Frame& request) {
  if (!prepared_) {
    MYDOCKER_TRY(auto process, DriverProcess::start(driver_, settings_, {}));
    return process.call(request);
  }
  DriverProcess process = *std::move(prepared_);
  prepared_.reset();
  return process.call(request);
}

Result<std::string> WorkerChannel::act(const Frame& request, const CallContext& context) {
  const ino_t container = inode_of(context.container_netns);
  if (handlers_ && container_ != container) handlers_.reset();
  if (!handlers_) {
    MYDOCKER_TRY(auto process, DriverProcess::start(driver_, settings_, context));
    handlers_.emplace(std::move(process));
    container_ = container;
  }
  auto reply = handlers_->call(request);
  if (!reply) handlers_.reset();
  return reply;
}

HandlerContext WorkerChannel::seen_by_driver(const HandlerContext& context) const {
  const auto number = [](int own, int of_host) { return own < 0 ? -1 : of_host; };
  HandlerContext seen = context;
  seen.host_netns = number(context.host_netns, kHostNetns);
  seen.container_netns = number(context.container_netns, kContainerNetns);
  return seen;
}

Result<std::unique_ptr<DriverChannel>> InProcessChannel::open(DriverFile driver) {
  MYDOCKER_TRY(const EntryPoint entry, load_entry_point(driver));
  return std::unique_ptr<DriverChannel>(new InProcessChannel(std::move(driver), entry));
}

Result<std::string> InProcessChannel::call(const std::string& request, const CallContext& context) {
  const std::string who = driver_in(driver_.name, driver_.path);
  const int netns = context.place == Place::container ? context.container_netns : -1;
  if (netns < 0) return attributed(call_entry_point(entry_, request), who);

  // The call runs in a new thread, because the thread stays in the namespace that it has entered.
  Result<std::string> answer = Error(ErrorKind::internal, who + " was not called");
  std::thread visitor([&] {
    if (::setns(netns, CLONE_NEWNET) == 0)
      answer = attributed(call_entry_point(entry_, request), who);
    else
      answer = base::errno_error(who + ": enter the network namespace", errno);
  });
  visitor.join();
  return answer;
}

}  // namespace mydocker::drivers
