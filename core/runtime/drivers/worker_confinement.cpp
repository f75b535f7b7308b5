#include "runtime/drivers/worker_confinement.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/note_reader.hpp"

namespace mydocker::drivers {
namespace {

constexpr rlim_t kMaxData = 512UL << 20;
constexpr rlim_t kMaxFileWritten = 16UL << 20;
constexpr uid_t kNobodyUser = 65534;
constexpr int kPipe = STDERR_FILENO + 1;  // the first one that is not a standard stream

Result<void> redirect_streams(const LoadSettings& settings) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return base::errno_error("/dev/null", errno);
  const int output = settings.driver_stdout < 0 ? null : settings.driver_stdout;
  const bool keep = settings.driver_stderr == LoadSettings::Stderr::keep;
  const bool done = ::dup2(null, STDIN_FILENO) >= 0 && ::dup2(output, STDOUT_FILENO) >= 0 &&
                    (keep || ::dup2(null, STDERR_FILENO) >= 0);
  if (!done) return base::errno_error("redirect the standard streams", errno);
  return {};
}

void limit(int resource, rlim_t most) {
  rlimit current{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(resource), &current) != 0) return;
  if (current.rlim_max < most) most = current.rlim_max;
  const rlimit wanted{most, most};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &wanted);
}

void limit_resources() {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, kMaxFileWritten);
  // A sanitizer maps terabytes of shadow memory.
  if (this_host().sanitizers == 0) limit(RLIMIT_DATA, kMaxData);
}

void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Of those that this process has.
Result<void> keep_capabilities(std::uint32_t wanted) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0)
    return base::errno_error("read the capabilities", errno);
  const std::uint32_t kept = sets[0].permitted & wanted;
  sets = {};
  sets[0].permitted = kept;
  sets[0].effective = kept;
  if (::syscall(SYS_capset, &header, sets.data()) != 0)
    return base::errno_error("give up the capabilities", errno);
  return {};
}

}  // namespace

Result<int> leave_parent(int pipe, const LoadSettings& settings) {
  ::setsid();
  // The pipe first out of the way of the standard streams, then to its place.
  const int high = ::fcntl(pipe, F_DUPFD_CLOEXEC, kPipe + 1);
  if (high < 0) return base::errno_error("keep the pipe", errno);
  MYDOCKER_CHECK(redirect_streams(settings));
  if (::dup3(high, kPipe, O_CLOEXEC) < 0) return base::errno_error("keep the pipe", errno);
  if (::close_range(kPipe + 1, ~0U, 0) != 0) return base::errno_error("close files", errno);
  reset_signals();
  limit_resources();
  return kPipe;
}

Result<void> drop_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return base::errno_error("give up the rights", errno);
  if (::geteuid() == 0) {
    ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    // Each on its own: in a user namespace that lacks these numbers all of them fail.
    [[maybe_unused]] int failed = ::setgroups(0, nullptr);
    failed = ::setresgid(kNobodyUser, kNobodyUser, kNobodyUser);
    failed = ::setresuid(kNobodyUser, kNobodyUser, kNobodyUser);
  }
  return keep_capabilities(1U << CAP_DAC_READ_SEARCH);
}

Result<void> drop_read_capability() { return keep_capabilities(0); }

void die_with(int parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  // It was gone before this took effect. Zero: it is outside of this namespace of processes.
  if (const pid_t now = ::getppid(); now != parent && now != 0) ::_exit(1);
}

}  // namespace mydocker::drivers
