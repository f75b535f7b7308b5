#include "runtime/conformance/seccomp_trap.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <vector>

#include "runtime/base/errno_text.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/sandbox/call_name.hpp"

namespace mydocker::conformance {
namespace {

// System calls for memory, and those of the C library. Reading the clock needs no system call.
constexpr long kAllowed[] = {
    SYS_brk,       SYS_mmap,           SYS_munmap, SYS_mremap,     SYS_mprotect,
    SYS_madvise,   SYS_futex,          SYS_exit,   SYS_exit_group, SYS_rt_sigreturn,
    SYS_getrandom, SYS_rt_sigprocmask, SYS_gettid, SYS_tgkill,     SYS_sched_yield,
};

int* seen = nullptr;  // shared with the parent; a signal handler has no other output

void note_call(int /*signal*/, siginfo_t* info, void* /*context*/) {
  *seen = info->si_syscall;
  _exit(0);
}

Result<void> install_trap() {
  struct sigaction action {};
  action.sa_sigaction = note_call;
  action.sa_flags = SA_SIGINFO;
  if (::sigaction(SIGSYS, &action, nullptr) != 0) return base::errno_error("sigaction", errno);
  std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const long call : kAllowed) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<__u32>(call), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  const sock_fprog whole{static_cast<unsigned short>(program.size()), program.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) != 0)
    return base::errno_error("seccomp", errno);
  return {};
}

}  // namespace

Result<std::string> forbidden_call(std::chrono::milliseconds deadline,
                                   const std::function<void()>& work) {
  void* page =
      ::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return base::errno_error("mmap", errno);
  seen = static_cast<int*>(page);
  *seen = -1;
  // The child cannot write a reply, so `seen` and its exit status are the result.
  const auto ended = in_child(deadline, [&]() -> Result<std::string> {
    MYDOCKER_CHECK(install_trap());
    work();
    ::syscall(SYS_exit_group, 0);
    return std::string();
  });
  const int call = *seen;
  ::munmap(page, sizeof(int));
  if (call >= 0) return sandbox::call_name(call);
  if (!ended && ended.error().message() == kEndedWell) return std::string();
  return ended ? Error(ErrorKind::internal, "the seccomp filter did not stop the child")
               : ended.error();
}

}  // namespace mydocker::conformance
