#include "runtime/conformance/handler_fault.hpp"

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
#include "runtime/base/errno_text.hpp"
#include "runtime/drivers/call_entry_point.hpp"

namespace mydocker::conformance {
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

// The surroundings of a handler, as docs/writing_a_driver.md describes them.
void become_handler() {
  const int null = ::open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) (void)::dup2(null, stream);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  ::clearenv();
  ::setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
  ::umask(022);
  (void)!::chdir("/");
}

[[noreturn]] void run_handler(const DriverUnderTest& driver, const Custom& resource, int netns) {
  const auto entry = drivers::load_entry_point({driver.driver().name, driver.file});
  if (!entry || (netns >= 0 && ::setns(netns, CLONE_NEWNET) != 0)) ::_exit(kHandlerError);
  documents::Request request;
  request.call = documents::Call::create;
  request.resource = resource;
  const std::string document = documents::encode(request);
  become_handler();
  (void)::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  (void)::raise(SIGSTOP);
  const auto reply = drivers::call_entry_point(*entry, document);
  ::_exit(reply && documents::decode_void_reply(*reply) ? 0 : kHandlerError);
}

// Follows the system calls of one stopped child.
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
  // The signal that the child gets when it continues.
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
                                     int netns, int step) {
  const pid_t child = ::fork();
  if (child < 0) return base::errno_error("fork", errno);
  if (child == 0) run_handler(driver, resource, netns);
  int status = 0;
  if (::waitpid(child, &status, WUNTRACED) < 0 || !WIFSTOPPED(status))
    return Error(ErrorKind::kernel, "the handler cannot be traced");
  return Tracer(child, step).follow();
}

}  // namespace mydocker::conformance
