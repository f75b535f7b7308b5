#include "runtime/drivers/in_process_channel.hpp"

#include <sched.h>

#include <cerrno>
#include <thread>

#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/call_entry_point.hpp"
#include "runtime/drivers/naming.hpp"

namespace mydocker::drivers {

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
