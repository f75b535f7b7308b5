#include "runtime/drivers/driver_process.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/base/text.hpp"
#include "runtime/drivers/entry_point.hpp"
#include "runtime/drivers/frame.hpp"
#include "runtime/drivers/host_program.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/spawn_host.hpp"
#include "runtime/sandbox/seccomp_filter.hpp"

namespace mydocker::drivers {
namespace {

// The errors for all ways in which a driver's process can end without a reply. Their kind is
// driver. If the process could not be prepared, their kind is kernel.

std::string label_of(const DriverFile& driver) { return driver_in(driver.name, driver.path); }

std::string duration_text(std::chrono::milliseconds duration) {
  const auto count = duration.count();
  return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

std::string signal_text(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

Error defect(const DriverFile& driver, const std::string& what) {
  return Error(ErrorKind::driver, label_of(driver) + " " + what)
      .hint("this is a bug in the driver; report it to its author");
}

int number_in(std::string_view text) {
  int number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Returns the error for a driver that the sandbox has stopped. `document` contains the number of
// the system call and the activity, for example "41 loading".
Error stopped(const DriverFile& driver, std::string_view document) {
  const bool loading = document.ends_with(" loading");
  return Error(ErrorKind::driver, label_of(driver) + " was stopped: it called " +
                                      sandbox::call_name(number_in(document)) +
                                      (loading ? " while it was loaded" : " while it planned"))
      .hint(
          "a driver that plans may use memory only, and no other system resource; report this to "
          "its author");
}

// Returns the error for a driver that could not be loaded. The message of the dynamic loader
// contains the path of a descriptor. The path of the driver replaces it.
Error load_failed(const DriverFile& driver, std::string message) {
  const std::string loaded_as = "/proc/self/fd/" + std::to_string(kHostDriver);
  for (std::size_t at = 0; (at = message.find(loaded_as, at)) != std::string::npos;
       at += driver.path.native().size())
    message.replace(at, loaded_as.size(), driver.path.native());
  return explain_load_failure(driver, message);
}

Error no_entry(const DriverFile& driver) {
  return Error(ErrorKind::driver,
               label_of(driver) + " has no entry point \"" + detail::kEntryPoint + "\"")
      .hint("build it with mydocker_add_driver() and MYDOCKER_EXPORT_DRIVER");
}

Error crashed(const DriverFile& driver, int signal) {
  if (signal == SIGSYS)
    return defect(driver, "was stopped: it made a system call that the sandbox refuses");
  return defect(driver, "crashed: " + signal_text(signal));
}

// Returns the error that a report of the driver host describes.
Error explain_frame(const DriverFile& driver, const Frame& frame) {
  switch (frame.kind) {
    case Frame::Kind::load_failed:
      return load_failed(driver, frame.document);
    case Frame::Kind::no_entry:
      return no_entry(driver);
    case Frame::Kind::stopped:
      return stopped(driver, frame.document);
    case Frame::Kind::crashed:
      return crashed(driver, number_in(frame.document));
    case Frame::Kind::setup_failed:
      return {ErrorKind::kernel, label_of(driver) + " cannot be prepared: " + frame.document};
    default:
      return {ErrorKind::driver, label_of(driver) + " " + frame.document};
  }
}

// Returns the error for a process that has ended without a reply. `status` is from waitpid(2).
Error explain_ending(const DriverFile& driver, int status) {
  if (WIFSIGNALED(status)) return crashed(driver, WTERMSIG(status));
  return defect(driver,
                "exited with status " + std::to_string(WEXITSTATUS(status)) + " without a reply");
}

Error explain_garbage(const DriverFile& driver) {
  return defect(driver, "sent invalid data instead of a reply");
}

Error explain_deadline(const DriverFile& driver, std::chrono::milliseconds deadline) {
  return Error(ErrorKind::driver,
               label_of(driver) + " did not reply within " + duration_text(deadline))
      .hint("increase driver_deadline in the configuration");
}

// The two ends of the socket between mydocker and the driver host.
struct Channel {
  base::UniqueFd own;
  base::UniqueFd of_host;
};

Result<Channel> open_channel() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return base::errno_error("open a channel", errno);
  return Channel{base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

Result<base::UniqueFd> open_file(const std::filesystem::path& path, int flags) {
  base::UniqueFd file(::open(path.c_str(), flags | O_CLOEXEC));
  if (!file) return base::errno_error(shown(path), errno);
  return file;
}

// Returns the path of the driver host. It is an error if another user can change this file. The
// driver host runs as root until it has confined itself.
Result<std::filesystem::path> trusted_host(const LoadSettings& settings) {
  if (!settings.host_program.empty()) return settings.host_program;
  auto trusted = trusted_host_program();
  if (trusted) return trusted;
  return std::move(trusted)
      .error()
      .within("the program that runs drivers")
      .hint("install mydocker again; the program is part of it");
}

// Returns the limit of processor time. It is longer than the deadline. So a driver that hangs gets
// the error of the deadline, which is clearer.
std::chrono::seconds cpu_time(const LoadSettings& settings) {
  return std::chrono::ceil<std::chrono::seconds>(settings.deadline) + std::chrono::seconds(1);
}

Result<SpawnedHost> spawn(const DriverFile& driver, const LoadSettings& settings,
                          const CallContext& context, int channel) {
  HostCommand command;
  command.acts = context.rights == CallContext::Rights::act;
  command.host_netns = context.host_netns;
  command.container_netns = context.container_netns;
  command.channel = channel;
  command.cpu_time = cpu_time(settings);
  MYDOCKER_TRY(command.program, trusted_host(settings));
  MYDOCKER_TRY(const auto file, open_file(driver.path, O_RDONLY | O_NOCTTY));
  MYDOCKER_TRY(const auto null, open_file("/dev/null", O_RDWR));
  command.driver = file.get();
  command.input = null.get();
  command.output = settings.driver_stdout < 0 ? null.get() : settings.driver_stdout;
  const bool keep = settings.driver_stderr == LoadSettings::Stderr::keep;
  command.errors = keep ? STDERR_FILENO : null.get();
  return spawn_host(command);
}

}  // namespace

Result<DriverProcess> DriverProcess::start(const DriverFile& driver, const LoadSettings& settings,
                                           const CallContext& context) {
  const std::string who = driver_in(driver.name, driver.path);
  MYDOCKER_TRY(Channel channel, open_channel().within(who));
  MYDOCKER_TRY(SpawnedHost host,
               spawn(driver, settings, context, channel.of_host.get()).within(who));
  auto process = WorkerProcess::adopt(host.pid, std::move(host.process), std::move(channel.own));
  return DriverProcess(driver, settings, std::move(process), host.missing);
}

std::string DriverProcess::who() const { return driver_in(driver_.name, driver_.path); }

void DriverProcess::report_missing() {
  if (missing_ == 0 || reported_ || !settings_.notice) return;
  reported_ = true;
  settings_.notice(who() + " runs with less protection, because this kernel refuses: " +
                   base::joined(sandbox::names_of(missing_)));
}

Result<std::string> DriverProcess::call(const Frame& request) {
  const auto deadline = WorkerProcess::Clock::now() + settings_.deadline;
  process_.send(encode_frame(request));
  Frame frame;
  const auto outcome = process_.wait_for(frame, deadline);
  return judge(outcome, std::move(frame));
}

Result<std::string> DriverProcess::judge(WorkerProcess::WaitResult outcome, Frame frame) {
  if (outcome == WorkerProcess::WaitResult::answered) {
    missing_ |= frame.missing;
    report_missing();
    if (frame.kind == Frame::Kind::reply) return std::move(frame.document);
    process_.finish();
    return explain_frame(driver_, frame);
  }
  const int status = process_.finish();
  if (outcome == WorkerProcess::WaitResult::gone) return explain_ending(driver_, status);
  if (outcome == WorkerProcess::WaitResult::garbage) return explain_garbage(driver_);
  return explain_deadline(driver_, settings_.deadline);
}

}  // namespace mydocker::drivers
