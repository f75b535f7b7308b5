#include "runtime/kernel/service_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::kernel {
namespace {

constexpr rlim_t kOpenFiles = 1024;
constexpr int kFirstFree = 10;  // descriptors of the new process are moved above 0, 1 and 2
constexpr int kNotRun = 127;

// A message from the new process to the command. It contains the process number, or the call that
// failed before the program could run.
struct Message {
  int number = 0;
  // Name of the failed call; empty: `number` is the number of the process.
  std::array<char, 32> failed{};
};

// All data that the new process needs. They are prepared before fork(2), because the new process
// must not allocate memory.
struct Prepared {
  const ServiceStart& start;
  std::vector<char*> argv;
  base::UniqueFd own;    // the socket of the new process
  base::UniqueFd input;  // descriptor of /dev/null
  base::UniqueFd log;
};

base::UniqueFd moved_up(int fd) { return base::UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, kFirstFree)); }

[[noreturn]] void give_up(int socket, const char* what) {
  Message message{errno, {}};
  std::copy_n(what, std::min(std::char_traits<char>::length(what), message.failed.size() - 1),
              message.failed.begin());
  (void)::send(socket, &message, sizeof message, MSG_NOSIGNAL);
  ::_exit(kNotRun);
}

void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool limit(int which, rlim_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(which), &now) != 0) return false;
  now.rlim_cur = std::min(most, now.rlim_max);
  return ::setrlimit(static_cast<__rlimit_resource_t>(which), &now) == 0;
}

// Keeps only CAP_NET_BIND_SERVICE. The process still has its permitted capabilities after
// setuid(2), because of PR_SET_KEEPCAPS.
bool keep_only_bind_service() {
  constexpr std::uint32_t kBit = 1U << CAP_NET_BIND_SERVICE;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> sets{{{kBit, kBit, kBit}, {0, 0, 0}}};
  return ::syscall(SYS_capset, &header, sets.data()) == 0 &&
         ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_BIND_SERVICE, 0, 0) == 0;
}

bool become(const ServiceUser& user) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  if (::setgroups(0, nullptr) != 0 || ::setresgid(user.gid, user.gid, user.gid) != 0) return false;
  if (user.uid == 0) return true;
  return ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 &&
         ::setresuid(user.uid, user.uid, user.uid) == 0 && keep_only_bind_service();
}

// Waits until the command allows the start. If the command ends first, the connection closes and
// the new process ends too.
void wait_for_permission(int socket) {
  const Message message{::getpid(), {}};
  if (::send(socket, &message, sizeof message, MSG_NOSIGNAL) < 0) ::_exit(kNotRun);
  char allowed = 0;
  if (::recv(socket, &allowed, 1, 0) != 1) ::_exit(kNotRun);
}

[[noreturn]] void run(const Prepared& prepared) {
  const int socket = STDERR_FILENO + 1;
  if (::dup2(prepared.input.get(), STDIN_FILENO) < 0 ||
      ::dup2(prepared.log.get(), STDOUT_FILENO) < 0 ||
      ::dup2(prepared.log.get(), STDERR_FILENO) < 0 ||
      ::dup3(prepared.own.get(), socket, O_CLOEXEC) < 0)
    give_up(prepared.own.get(), "use its descriptors");
  if (::syscall(SYS_close_range, socket + 1, ~0U, 0) != 0) give_up(socket, "close descriptors");
  reset_signals();
  ::setsid();
  ::umask(S_IWGRP | S_IWOTH);
  wait_for_permission(socket);
  if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NOFILE, kOpenFiles)) give_up(socket, "set limits");
  if (!become(prepared.start.user)) give_up(socket, "change the user");
  if (::chdir(prepared.start.directory.c_str()) != 0) give_up(socket, "enter its directory");
  const std::array<char*, 1> environment{nullptr};
  ::execve(prepared.argv.front(), prepared.argv.data(), environment.data());
  give_up(socket, "run the program");
}

// Forks twice. The first child ends at once, so init becomes the parent of the second child.
Result<void> fork_twice(const Prepared& prepared) {
  const pid_t first = ::fork();
  if (first < 0) return base::errno_error("start a process", errno);
  if (first == 0) {
    const pid_t second = ::fork();
    if (second == 0) run(prepared);
    if (second < 0) give_up(prepared.own.get(), "start a process");
    ::_exit(0);
  }
  while (::waitpid(first, nullptr, 0) < 0 && errno == EINTR) continue;
  return {};
}

// Returns the number of received bytes. 0: the other side has closed the connection.
ssize_t receive(const base::UniqueFd& socket, Message& message) {
  ssize_t size = 0;
  do {
    size = ::recv(socket.get(), &message, sizeof message, 0);
  } while (size < 0 && errno == EINTR);
  return size;
}

Error failure(const Message& message, const ServiceStart& start) {
  const std::string what = message.failed.data();
  const bool is_program = what == "run the program";
  auto error = base::errno_error(is_program ? "run " + base::quoted(start.argv.front()) : what,
                                 message.number);
  if (what != "enter its directory") return error;
  return std::move(error).hint("let its user pass each folder of the path: chmod o+x, for " +
                               base::quoted(start.directory));
}

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Result<void> start_service(const ServiceStart& start,
                           const std::function<Result<void>(pid_t)>& record) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return base::errno_error("connect to a new process", errno);
  const base::UniqueFd socket(ends[0]);
  base::UniqueFd other(ends[1]);
  Message message;
  {
    const base::UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const Prepared prepared{start, pointers_to(start.argv), moved_up(other.get()),
                            moved_up(null.get()), moved_up(start.log)};
    other.reset();
    if (!prepared.own || !prepared.input || !prepared.log)
      return base::errno_error("open descriptors of a new process", errno);
    MYDOCKER_CHECK(fork_twice(prepared));
  }
  if (receive(socket, message) != static_cast<ssize_t>(sizeof message))
    return Error(ErrorKind::kernel, "the new process has ended");
  if (message.failed.front() != 0) return failure(message, start);
  MYDOCKER_CHECK(record(message.number));
  if (::send(socket.get(), "r", 1, MSG_NOSIGNAL) != 1)
    return base::errno_error("let the process run", errno);
  if (receive(socket, message) == static_cast<ssize_t>(sizeof message))
    return failure(message, start);
  return {};
}

}  // namespace mydocker::kernel
