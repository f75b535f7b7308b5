#include "runtime/drivers/in_process_border.hpp"

#include <sched.h>

#include <cerrno>
#include <thread>

#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/one_reply.hpp"

namespace mydocker::drivers {

Result<std::unique_ptr<Border>> InProcessBorder::open(DriverFile driver) {
  MYDOCKER_TRY(const EntryPoint entry, load_entry_point(driver));
  return std::unique_ptr<Border>(new InProcessBorder(std::move(driver), entry));
}

Result<std::string> InProcessBorder::call(const std::string& request, const CallSite& site) {
  const std::string who = driver_in(driver_.name, driver_.path);
  if (site.netns < 0) return one_reply(entry_, request, who);

  // A thread that has entered a namespace never comes back from it: it ends there.
  Result<std::string> answer = Error(ErrorKind::internal, who + " was not called");
  std::thread visitor([&] {
    if (::setns(site.netns, CLONE_NEWNET) == 0)
      answer = one_reply(entry_, request, who);
    else
      answer = base::errno_error(who + ": enter the network namespace", errno);
  });
  visitor.join();
  return answer;
}

}  // namespace mydocker::drivers
