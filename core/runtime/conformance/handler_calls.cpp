#include "runtime/conformance/handler_calls.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "mydocker/documents.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/handler_directory.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/conformance/option_inputs.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/drivers/driver_process.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::conformance {
namespace {

// Returns requests that differ from `usual` in one point. In each of them, one option has another
// value. In the last one, the MAC is another.
std::vector<documents::Request> variations(const documents::Request& usual,
                                           const DriverUnderTest& driver) {
  std::vector<documents::Request> all;
  for (const auto& option : plan_options(driver))
    for (const auto& value : values_of(option)) {
      auto request = usual;
      Options& options =
          option.scope == OptionScope::network ? request.network.options : request.endpoint.options;
      auto values = options.values();
      values[option.key] = value;
      options = Options(std::move(values));
      all.push_back(std::move(request));
    }
  auto request = usual;
  request.endpoint.mac.bytes.back() ^= 1U;
  all.push_back(std::move(request));
  return all;
}

bool is_other_version(const Custom& one, const Custom& other) {
  return identity_of(one) == identity_of(other) && one.fields != other.fields;
}

}  // namespace

Result<HandlerSite> CustomCalls::site() {
  const auto session = test_host_.session();
  MYDOCKER_TRY(auto* open_state, session->open_state());
  MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, *open_state, kNetwork));
  const auto& run_dir = session->settings.run_dir;
  MYDOCKER_CHECK(app::make_handler_directory(run_dir, network.id));
  MYDOCKER_TRY(const auto* container, this->container());
  return HandlerSite{container, app::handler_directory(run_dir, network.id)};
}

Result<const kernel::Netns*> CustomCalls::container() {
  const kernel::Netns* none = nullptr;
  if (owner_.empty()) return none;
  if (!container_) {
    MYDOCKER_TRY(container_, TestHost::container(owner_));
  }
  return &*container_;
}

Result<CustomState> CustomCalls::observe(const Custom& resource) {
  const auto session = test_host_.session();
  MYDOCKER_TRY(auto* open_state, session->open_state());
  MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, *open_state, kNetwork));
  MYDOCKER_TRY(const auto* container, this->container());
  return session->of_network(network.id).observe(resource, container);
}

Result<void> CustomCalls::create(const Custom& resource) {
  const auto session = test_host_.session();
  MYDOCKER_TRY(auto* open_state, session->open_state());
  MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, *open_state, kNetwork));
  MYDOCKER_TRY(const auto* container, this->container());
  return session->of_network(network.id).create(resource, container);
}

Result<void> CustomCalls::destroy(const Custom& resource) {
  const auto session = test_host_.session();
  MYDOCKER_TRY(auto* open_state, session->open_state());
  MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, *open_state, kNetwork));
  MYDOCKER_TRY(const auto* container, this->container());
  return session->of_network(network.id).destroy(resource, container);
}

Result<CustomState> CustomCalls::change_to(const Custom& resource) {
  const auto session = test_host_.session();
  MYDOCKER_TRY(auto* open_state, session->open_state());
  MYDOCKER_TRY(const auto network, app::find_active_or_defined(*session, *open_state, kNetwork));
  MYDOCKER_TRY(const auto* container, this->container());
  auto& port = session->of_network(network.id);
  MYDOCKER_TRY(const auto before, port.observe(resource, container));
  if (before == CustomState::differs) MYDOCKER_CHECK(port.update(resource, container));
  if (before == CustomState::absent) MYDOCKER_CHECK(port.create(resource, container));
  return port.observe(resource, container);
}

Result<Allocation> CustomCalls::allocate(const Lease& lease) {
  const auto session = test_host_.session();
  MYDOCKER_CHECK(session->open_state());
  MYDOCKER_CHECK(session->of_network(lease.network).create(custom_of(lease), nullptr));
  return session->allocations[lease.endpoint];
}

Result<std::vector<Custom>> other_versions(TestHost& test_host, const DriverUnderTest& driver,
                                           const std::string& owner) {
  using drivers::Frame;
  MYDOCKER_TRY(auto process, drivers::DriverProcess::start({driver.driver().name, driver.file},
                                                           load_settings(driver), {}));
  MYDOCKER_TRY(const auto usual, test_host.question(owner));
  MYDOCKER_TRY(const auto record, test_host.recorded(owner));
  const auto existing = all_of<Custom>(record);
  std::vector<Custom> found;
  for (const auto& request : variations(usual, driver)) {
    MYDOCKER_TRY(const auto reply, process.call({Frame::Kind::call, documents::encode(request)}));
    const auto plan = documents::decode_plan_reply(reply);
    if (!plan) continue;  // the driver refuses this option
    for (const auto& other : all_of<Custom>(*plan))
      if (std::ranges::any_of(existing,
                              [&](const Custom& one) { return is_other_version(one, other); }))
        found.push_back(other);
  }
  return found;
}

namespace {

constexpr int kHandlerError = 1;
constexpr unsigned long kNoCall = ~0UL;

bool changes_something(unsigned long call) {
  constexpr unsigned long kCalls[] = {
      SYS_open,      SYS_openat,  SYS_creat,     SYS_write,  SYS_pwrite64,  SYS_writev,
      SYS_sendto,    SYS_sendmsg, SYS_ioctl,     SYS_socket, SYS_bind,      SYS_connect,
      SYS_mkdir,     SYS_mkdirat, SYS_symlink,   SYS_link,   SYS_rename,    SYS_renameat2,
      SYS_mknod,     SYS_mount,   SYS_ftruncate, SYS_chmod,  SYS_chown,     SYS_fork,
      SYS_vfork,     SYS_clone,   SYS_clone3,    SYS_execve, SYS_pipe2,     SYS_setsockopt,
      SYS_symlinkat, SYS_fchmod,  SYS_fchown,    SYS_dup2,   SYS_fallocate, SYS_renameat};
  return std::ranges::find(kCalls, call) != std::end(kCalls);
}

// Moves the descriptors of the namespaces to the numbers that they have in a driver host.
HandlerContext move_descriptors(const kernel::Netns* container) {
  constexpr int kAbove = 16;
  const int host = ::fcntl(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), F_DUPFD, kAbove);
  const int inside = container == nullptr ? -1 : ::fcntl(container->fd(), F_DUPFD, kAbove);
  HandlerContext context;
  context.host_netns = ::dup2(host, drivers::kHostNetns);
  if (inside >= 0) context.container_netns = ::dup2(inside, drivers::kContainerNetns);
  for (int fd = STDERR_FILENO + 1; fd < drivers::kHostNetns; ++fd) ::close(fd);
  ::close_range(inside >= 0 ? drivers::kContainerNetns + 1 : drivers::kHostNetns + 1, ~0U, 0);
  return context;
}

// Sets up the environment of a handler, as docs/writing_a_driver.md describes it.
void become_handler() {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) (void)::dup2(null, stream);
  ::clearenv();
  ::setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
  ::umask(022);
  (void)!::chdir("/");
}

[[noreturn]] void run_handler(const DriverUnderTest& driver, const Custom& resource,
                              const HandlerSite& site) {
  const auto entry = drivers::load_entry_point({driver.driver().name, driver.file});
  const bool inside = resource.place == Place::container && site.container != nullptr;
  become_handler();
  documents::Request request;
  request.call = documents::Call::create;
  request.resource = resource;
  request.context = move_descriptors(site.container);
  request.context.directory = site.directory;
  const std::string document = documents::encode(request);
  if (!entry || (inside && ::setns(drivers::kContainerNetns, CLONE_NEWNET) != 0))
    ::_exit(kHandlerError);
  (void)::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  (void)::raise(SIGSTOP);
  const auto reply = drivers::call_entry_point(*entry, document);
  ::_exit(reply && documents::decode_void_reply(*reply) ? 0 : kHandlerError);
}

// Follows the system calls of one child with ptrace(2). At the start, the child is stopped.
class Tracer {
 public:
  Tracer(pid_t child, int step) : child_(child), step_(step) {}

  HandlerRun follow() {
    constexpr long kOptions = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
    (void)::ptrace(PTRACE_SETOPTIONS, child_, nullptr, kOptions);
    int status = 0;
    long signal = 0;
    for (;;) {
      (void)::ptrace(PTRACE_SYSCALL, child_, nullptr, signal);
      if (::waitpid(child_, &status, 0) < 0) return {HandlerEnd::crash, struck_};
      if (WIFEXITED(status))
        return {WEXITSTATUS(status) == 0 ? HandlerEnd::success : HandlerEnd::error, struck_};
      if (WIFSIGNALED(status)) return {HandlerEnd::crash, struck_};
      signal = signal_of(status);
      if (WSTOPSIG(status) == (SIGTRAP | 0x80)) at_call();
    }
  }

 private:
  // Returns the signal with which the stopped child must continue. 0: no signal.
  static long signal_of(int status) {
    const int signal = WSTOPSIG(status) & ~0x80;
    return signal == SIGTRAP || signal == SIGSTOP ? 0 : signal;
  }

  void at_call() {
    user_regs_struct registers{};
    (void)::ptrace(PTRACE_GETREGS, child_, nullptr, &registers);
    inside_ = !inside_;
    if (inside_ && changes_something(registers.orig_rax) && ++seen_ == step_) {
      struck_ = failing_ = true;
      registers.orig_rax = kNoCall;
    } else if (!inside_ && failing_) {
      failing_ = false;
      registers.rax = static_cast<unsigned long long>(-EIO);
    } else {
      return;
    }
    (void)::ptrace(PTRACE_SETREGS, child_, nullptr, &registers);
  }

  pid_t child_;
  int step_;
  int seen_ = 0;
  bool inside_ = false;
  bool failing_ = false;
  bool struck_ = false;
};

}  // namespace

Result<HandlerRun> create_with_fault(const DriverUnderTest& driver, const Custom& resource,
                                     const HandlerSite& site, int step) {
  const pid_t child = ::fork();
  if (child < 0) return base::errno_error("fork", errno);
  if (child == 0) run_handler(driver, resource, site);
  int status = 0;
  if (::waitpid(child, &status, WUNTRACED) < 0 || !WIFSTOPPED(status))
    return Error(ErrorKind::kernel, "the handler cannot be traced");
  return Tracer(child, step).follow();
}

}  // namespace mydocker::conformance
