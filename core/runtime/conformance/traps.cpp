#include "runtime/conformance/traps.hpp"

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
#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

#include "runtime/base/errno_text.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/sandbox/seccomp_filter.hpp"

namespace mydocker::conformance {
namespace {

// The system calls that planning may use: those for memory, and those of the C library itself.
// Reading the clock needs no system call, so another trap finds it.
constexpr long kAllowed[] = {
    SYS_brk,       SYS_mmap,           SYS_munmap, SYS_mremap,     SYS_mprotect,
    SYS_madvise,   SYS_futex,          SYS_exit,   SYS_exit_group, SYS_rt_sigreturn,
    SYS_getrandom, SYS_rt_sigprocmask, SYS_gettid, SYS_tgkill,     SYS_sched_yield,
};

// Memory that the child shares with its parent. The signal handler has no other way to report the
// call.
int* seen = nullptr;

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
  // The child must not write a reply, so its exit status and `seen` are its result.
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

namespace {

enum class ClockUse : int { none, system_call, time_page, counter };

// Memory that the child shares with its parent. The signal handler has no other way to report the
// use of the clock.
volatile ClockUse* clock_seen = nullptr;

struct Pages {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
};
Pages time_pages;

void note_use(ClockUse use) {
  *clock_seen = use;
  ::_exit(0);
}

void note_clock_call(int /*signal*/) { note_use(ClockUse::system_call); }

// Handles the signal that a forbidden read of the clock raises. With PR_TSC_SIGSEGV, the
// instruction rdtsc raises a general protection fault, which has no address.
void note_fault(int signal, siginfo_t* info, void* /*context*/) {
  const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
  if (at >= time_pages.begin && at < time_pages.end) note_use(ClockUse::time_page);
  if (info->si_code == SI_KERNEL) note_use(ClockUse::counter);
  ::signal(signal, SIG_DFL);  // the default action repeats the fault and ends the process
}

// Removes the kernel's time pages "[vvar]" and "[vvar_vclock]" from the process.
void remove_time_pages() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("[vvar") == std::string::npos) continue;
    std::size_t used = 0;
    const auto begin = std::stoull(line, &used, 16);
    const auto end = std::stoull(line.substr(used + 1), nullptr, 16);
    if (time_pages.begin == 0) time_pages.begin = begin;
    time_pages.end = end;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): an address of /proc/self/maps
    ::munmap(reinterpret_cast<void*>(begin), end - begin);
  }
}

Result<void> trap_clock_calls() {
  constexpr long kCalls[] = {SYS_clock_gettime, SYS_gettimeofday, SYS_time};
  std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (const long call : kCalls) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<__u32>(call), 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog whole{static_cast<unsigned short>(program.size()), program.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) != 0)
    return base::errno_error("seccomp", errno);
  return {};
}

Result<void> remove_clock() {
  struct sigaction action {};
  action.sa_handler = note_clock_call;
  (void)::sigaction(SIGSYS, &action, nullptr);
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = note_fault;
  (void)::sigaction(SIGSEGV, &action, nullptr);
  remove_time_pages();
  (void)::prctl(PR_SET_TSC, PR_TSC_SIGSEGV, 0, 0, 0);  // fails on processors other than x86
  return trap_clock_calls();
}

std::string text_of(ClockUse use) {
  switch (use) {
    case ClockUse::system_call:
      return "a system call for the time";
    case ClockUse::time_page:
      return "a call of time(), clock_gettime() or a similar function";
    case ClockUse::counter:
      return "a use of the time stamp counter";
    case ClockUse::none:
      break;
  }
  return {};
}

}  // namespace

Result<std::string> clock_use(std::chrono::milliseconds deadline,
                              const std::function<Result<void>()>& work) {
  void* page =
      ::mmap(nullptr, sizeof(ClockUse), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return base::errno_error("mmap", errno);
  clock_seen = static_cast<volatile ClockUse*>(page);
  *clock_seen = ClockUse::none;
  auto ended = in_child(deadline, [&]() -> Result<std::string> {
    MYDOCKER_CHECK(remove_clock());
    MYDOCKER_CHECK(work());
    return std::string();
  });
  const ClockUse use = *clock_seen;
  ::munmap(page, sizeof(ClockUse));
  if (use != ClockUse::none) return text_of(use);
  return ended;
}

}  // namespace mydocker::conformance
