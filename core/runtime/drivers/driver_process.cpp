#include "runtime/drivers/driver_process.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/host_ending.hpp"
#include "runtime/drivers/host_program.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/spawn_host.hpp"

namespace mydocker::drivers {
namespace {

struct Channel {
  base::UniqueFd ours;
  base::UniqueFd theirs;
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

// The driver host runs as root until it has confined itself, so no other user may be able to change
// it.
Result<std::filesystem::path> trusted_host(const LoadSettings& settings) {
  if (!settings.host_program.empty()) return settings.host_program;
  auto trusted = trusted_host_program();
  if (trusted) return trusted;
  return std::move(trusted)
      .error()
      .within("the program that runs drivers")
      .hint("install mydocker again; the program is part of it");
}

// The limit of processor time is longer than the deadline, because the deadline has the better
// message.
std::chrono::seconds cpu_time(const LoadSettings& settings) {
  return std::chrono::ceil<std::chrono::seconds>(settings.deadline) + std::chrono::seconds(1);
}

Result<SpawnedHost> spawn(const DriverFile& driver, const LoadSettings& settings,
                          const CallContext& context, int channel) {
  HostCommand command;
  command.acts = context.rights == CallContext::Rights::act;
  command.netns = context.netns;
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
               spawn(driver, settings, context, channel.theirs.get()).within(who));
  auto process = WorkerProcess::adopt(host.pid, std::move(host.process), std::move(channel.ours));
  return DriverProcess(driver, settings, std::move(process), host.missing);
}

std::string DriverProcess::who() const { return driver_in(driver_.name, driver_.path); }

void DriverProcess::report_missing() {
  if (missing_ == 0 || reported_ || !settings_.notice) return;
  reported_ = true;
  std::string list;
  for (const auto& name : sandbox::names_of(missing_)) list += (list.empty() ? "" : ", ") + name;
  settings_.notice(who() + " runs with less protection, because this kernel refuses: " + list);
}

Result<std::string> DriverProcess::call(const Frame& request) {
  const auto deadline = WorkerProcess::Clock::now() + settings_.deadline;
  process_.send(encode_frame(request));
  Frame frame;
  const auto outcome = process_.wait_for(frame, deadline);
  return judge(outcome, std::move(frame));
}

Result<std::string> DriverProcess::judge(WorkerProcess::Outcome outcome, Frame frame) {
  if (outcome == WorkerProcess::Outcome::answered) {
    missing_ |= frame.missing;
    report_missing();
    if (frame.kind == Frame::Kind::reply) return std::move(frame.document);
    process_.finish();
    return explain_frame(driver_, frame);
  }
  const int status = process_.finish();
  if (outcome == WorkerProcess::Outcome::gone) return explain_ending(driver_, status);
  if (outcome == WorkerProcess::Outcome::garbage) return explain_garbage(driver_);
  return explain_deadline(driver_, settings_.deadline);
}

}  // namespace mydocker::drivers
