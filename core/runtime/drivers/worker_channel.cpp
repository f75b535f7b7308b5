#include "runtime/drivers/worker_channel.hpp"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "mydocker/documents.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/call_entry_point.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/worker_confinement.hpp"
#include "runtime/drivers/worker_process.hpp"

namespace mydocker::drivers {
namespace {

struct Task {
  const DriverFile& driver;
  const LoadSettings& settings;
  const CallContext& context;
  const std::function<Result<std::string>()>& work;
  int parent;
};

// In the child from here on.

void send(int pipe, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::write(pipe, bytes.data() + sent, bytes.size() - sent);
    if (count < 0 && errno != EINTR) return;
    if (count > 0) sent += static_cast<std::size_t>(count);
  }
}

Result<std::string> answer(const Task& task, int& pipe) {
  const std::string who = driver_in(task.driver.name, task.driver.path);
  if (task.context.netns >= 0 && ::setns(task.context.netns, CLONE_NEWNET) != 0)
    return base::errno_error(who + ": enter the network namespace", errno);
  MYDOCKER_TRY(pipe, leave_parent(pipe, task.settings).within(who));
  if (task.context.rights == CallContext::Rights::compute)
    MYDOCKER_CHECK(drop_privileges().within(who));
  die_with(task.parent);  // after the change of rights, which would cancel it
  return task.work();
}

void work(const Task& task, int pipe) {
  auto result = answer(task, pipe);
  if (result)
    send(pipe, encode_frame({Frame::Kind::reply, std::move(result).value()}));
  else
    send(pipe, encode_frame({Frame::Kind::failure,
                             documents::encode_reply(Result<void>(std::move(result).error()))}));
}

// In the parent.

std::string duration_text(std::chrono::milliseconds duration) {
  const auto count = duration.count();
  return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

std::string signal_text(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

std::string ending(int status) {
  if (WIFSIGNALED(status)) return "crashed: " + signal_text(WTERMSIG(status));
  return "exited with status " + std::to_string(WEXITSTATUS(status)) + " without answering";
}

Error broken(const std::string& what) {
  return Error(ErrorKind::driver, what).hint("this is a defect of the driver; report it there");
}

// The worker's own account of why there is no answer.
Error failure_in(const Frame& frame, const std::string& who) {
  auto told = documents::decode_void_reply(frame.document);
  return told ? Error(ErrorKind::driver, who + " failed without a reason")
              : std::move(told).error();
}

}  // namespace

Result<std::string> run_in_worker(const DriverFile& driver, const LoadSettings& settings,
                                  const CallContext& context,
                                  const std::function<Result<std::string>()>& task_body) {
  const std::string who = driver_in(driver.name, driver.path);
  const auto deadline = WorkerProcess::Clock::now() + settings.deadline;
  const Task task{driver, settings, context, task_body, ::getpid()};
  MYDOCKER_TRY(WorkerProcess worker,
               WorkerProcess::start([&task](int pipe) { work(task, pipe); }).within(who));
  Frame frame;
  const auto outcome = worker.wait_for(frame, deadline);
  const int status = worker.finish();
  switch (outcome) {
    case WorkerProcess::Outcome::answered:
      if (frame.kind == Frame::Kind::failure) return failure_in(frame, who);
      return std::move(frame.document);
    case WorkerProcess::Outcome::late:
      return Error(ErrorKind::driver,
                   who + " did not answer within " + duration_text(settings.deadline))
          .hint("driver_deadline in the configuration gives it more time");
    case WorkerProcess::Outcome::garbage:
      return broken(who + " sent garbage instead of an answer");
    case WorkerProcess::Outcome::gone:
      break;
  }
  return broken(who + " " + ending(status));
}

Result<std::string> WorkerChannel::call(const std::string& request, const CallContext& context) {
  return run_in_worker(driver_, settings_, context, [&]() -> Result<std::string> {
    MYDOCKER_TRY(const EntryPoint entry, load_entry_point(driver_));
    if (context.rights == CallContext::Rights::compute) MYDOCKER_CHECK(drop_read_capability());
    return call_entry_point(entry, request, driver_in(driver_.name, driver_.path));
  });
}

}  // namespace mydocker::drivers
