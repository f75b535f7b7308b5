// Writes the seccomp filters of seccomp_filter.hpp, and the names of system calls, as C++ arrays to
// standard output. The build runs this program.
//
// The rule for a system call is an argument list of seccomp_rule_add(3). A call without a rule
// raises SIGSYS (SCMP_ACT_TRAP), so that the driver host can report it. A call of another
// architecture (int 0x80, x32) kills the process.
#include <fcntl.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <vector>

#include "runtime/sandbox/seccomp_filter.hpp"

namespace {

using mydocker::sandbox::kChannel;

// Conditions for the arguments of a system call. The macros of seccomp_rule_add(3) are compound
// literals, which C++ does not have.
constexpr scmp_arg_cmp masked(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}
constexpr scmp_arg_cmp first_is(scmp_datum_t value) { return {0, SCMP_CMP_EQ, value, 0}; }

// Conditions for mappings that are not shared with other processes.
constexpr auto kPrivateFile = masked(3, MAP_TYPE | MAP_ANONYMOUS, MAP_PRIVATE);
constexpr auto kPrivateMemory = masked(3, MAP_TYPE | MAP_ANONYMOUS, MAP_PRIVATE | MAP_ANONYMOUS);
constexpr auto kNotExecutable = masked(2, PROT_EXEC, 0);
constexpr unsigned long kChanges = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | O_PATH | O_TMPFILE;
constexpr auto kReadOnly = masked(2, kChanges & ~static_cast<unsigned long>(O_DIRECTORY), O_RDONLY);

// Calls that the C library makes for itself, calls that wait, and calls that reveal nothing about
// the host. Waiting is allowed, because the deadline limits it.
constexpr int kAlways[] = {
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getrandom),
    SCMP_SYS(sched_yield),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(pause),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(lseek),
    // names of some of these calls on 32-bit machines; libseccomp ignores them elsewhere
    SCMP_SYS(futex_time64),
    SCMP_SYS(clock_gettime64),
    SCMP_SYS(clock_getres_time64),
    SCMP_SYS(clock_nanosleep_time64),
    SCMP_SYS(fstat64),
    SCMP_SYS(_llseek),
    SCMP_SYS(getuid32),
    SCMP_SYS(geteuid32),
    SCMP_SYS(getgid32),
    SCMP_SYS(getegid32),
};

// Calls that glibc uses for fstat(3) and mmap(3). Each has a second name on 32-bit machines.
constexpr int kStatus[] = {SCMP_SYS(newfstatat), SCMP_SYS(fstatat64), SCMP_SYS(statx)};
constexpr int kMap[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2)};

class FilterProgram {
 public:
  FilterProgram() : context_(seccomp_init(SCMP_ACT_TRAP)) {
    failed_ = context_ == nullptr ||
              seccomp_attr_set(context_, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0;
    for (const int call : kAlways) allow(call);
    // stdio calls ioctl(2) to check whether a stream is a terminal.
    add(SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), {});
    // abort(3) sends a signal to its own process, which is process 1 of its namespace.
    allow(SCMP_SYS(tgkill), {first_is(1)});
    // The driver host writes its replies to the channel. The caller has redirected the standard
    // streams.
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO, kChannel}) {
      const auto fd = static_cast<scmp_datum_t>(stream);
      allow(SCMP_SYS(write), {first_is(fd)});
      allow(SCMP_SYS(writev), {first_is(fd)});
    }
  }
  FilterProgram(const FilterProgram&) = delete;
  FilterProgram& operator=(const FilterProgram&) = delete;
  ~FilterProgram() { seccomp_release(context_); }

  void allow(int call, const std::vector<scmp_arg_cmp>& arguments = {}) {
    add(SCMP_ACT_ALLOW, call, arguments);
  }
  void refuse(int call, int error) { add(SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call, {}); }

  // Prints the filter. Returns false if this function or an earlier one has failed.
  bool print(const char* name) const {
    const int file = memfd_create("filter", MFD_CLOEXEC);
    if (failed_ || file < 0 || seccomp_export_bpf(context_, file) != 0) return false;
    std::vector<sock_filter> program(static_cast<std::size_t>(lseek(file, 0, SEEK_END)) /
                                     sizeof(sock_filter));
    const ssize_t size = pread(file, program.data(), program.size() * sizeof(sock_filter), 0);
    close(file);
    if (size <= 0) return false;
    std::printf("constexpr sock_filter %s[] = {\n", name);
    for (const auto& line : program)
      std::printf("    {0x%04x, %u, %u, 0x%08x},\n", line.code, line.jt, line.jf, line.k);
    std::printf("};\n");
    return true;
  }

 private:
  void add(unsigned action, int call, const std::vector<scmp_arg_cmp>& arguments) {
    // A call with a negative number does not exist on this architecture (for example time on
    // arm64). Such a call is ignored.
    const int error = seccomp_rule_add_array(
        context_, action, call, static_cast<unsigned>(arguments.size()), arguments.data());
    failed_ = failed_ || (error != 0 && error != -EDOM);
  }

  scmp_filter_ctx context_;
  bool failed_ = false;
};

bool print_loading() {
  FilterProgram filter;
  filter.allow(SCMP_SYS(openat), {kReadOnly});
  for (const int call : {SCMP_SYS(read), SCMP_SYS(pread64)}) filter.allow(call);
  for (const int call : kStatus) filter.allow(call);
  // Mapped files may be executable, because Landlock and the mount options control files. Memory
  // that was written must not be executable.
  for (const int call : kMap) filter.allow(call, {kPrivateFile});
  for (const int call : kMap) filter.allow(call, {kPrivateMemory, kNotExecutable});
  filter.allow(SCMP_SYS(mprotect), {kNotExecutable});
  // This call installs the second filter. A further filter can only forbid more.
  filter.allow(SCMP_SYS(seccomp), {first_is(1)});
  return filter.print("kLoadingFilter");
}

bool print_planning() {
  FilterProgram filter;
  filter.allow(SCMP_SYS(read), {first_is(kChannel)});
  for (const int call : kMap) filter.allow(call, {kPrivateMemory, kNotExecutable});
  filter.allow(SCMP_SYS(mprotect), {kNotExecutable});
  // stdio makes these calls before it writes, and continues if they fail.
  for (const int call : kStatus) filter.refuse(call, EACCES);
  return filter.print("kPlanningFilter");
}

// Prints the names of system calls. libseccomp itself has the names of all architectures.
void print_names() {
  constexpr int kNumbers = 512;
  std::printf("constexpr const char* kCallNames[] = {\n");
  for (int number = 0; number < kNumbers; ++number) {
    char* name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    std::printf("    \"%s\",\n", name == nullptr ? "" : name);
    std::free(name);
  }
  std::printf("};\n");
}

}  // namespace

int main() {
  print_names();
  if (print_loading() && print_planning()) return std::fflush(stdout) == 0 ? 0 : 1;
  std::fprintf(stderr, "the seccomp filters could not be computed\n");
  return 1;
}
