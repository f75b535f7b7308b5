#include "evil_attempts.hpp"

#include <fcntl.h>
#include <linux/bpf.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

extern char** environ;

namespace bad_drivers {
namespace {

using std::string_literals::operator""s;

std::string outcome(bool could, const std::string& deed) {
  if (could) return "could " + deed;
  return "refused: "s + std::strerror(errno);
}

std::string read_file(const char* path) {
  const int file = ::open(path, O_RDONLY);
  char byte = 0;
  return outcome(file >= 0 && ::read(file, &byte, 1) >= 0, "read "s + path);
}

std::string write_file(const char* path) {
  const int file = ::open(path, O_WRONLY | O_CREAT, 0600);
  return outcome(file >= 0, "write "s + path);
}

std::string open_socket(int family, int type, int protocol = 0) {
  return outcome(::socket(family, type, protocol) >= 0, "open a socket");
}

std::string read_environment() {
  const bool found = environ != nullptr && environ[0] != nullptr;
  errno = ENODATA;
  return outcome(found, "read the caller's environment");
}

std::string fork_process() {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  return outcome(pid > 0, "fork");
}

std::string fork_without_end() {
  for (int i = 0; i < 100; ++i)
    if (const pid_t pid = ::fork(); pid < 0)
      return i > 1 ? "could fork "s + std::to_string(i) + " times" : outcome(false, "");
  return "could fork without end";
}

// A process that survives the command.
std::string start_daemon() {
  const pid_t pid = ::fork();
  if (pid < 0) return outcome(false, "");
  if (pid == 0) {
    ::setsid();
    if (::fork() == 0)
      for (;;) ::pause();
    ::_exit(0);
  }
  ::waitpid(pid, nullptr, 0);
  return "could start a daemon";
}

std::string execute() {
  const char* arguments[] = {"/bin/true", nullptr};
  ::execv(arguments[0], const_cast<char**>(arguments));
  return outcome(false, "");
}

std::string start_thread() {
  pthread_t thread{};
  errno = ::pthread_create(
      &thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
  return outcome(errno == 0, "start a thread");
}

std::string share_memory() {
  void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return outcome(page != MAP_FAILED, "share memory");
}

// The memory is written, so that the kernel really allocates it.
std::string take_memory() {
  constexpr std::size_t kPiece = std::size_t{64} << 20;
  for (std::size_t taken = 0; taken < (std::size_t{10} << 30); taken += kPiece) {
    void* piece =
        ::mmap(nullptr, kPiece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) return outcome(false, "");
    std::memset(piece, 1, 4096);
  }
  return "could take 10 GB";
}

std::string reserve_addresses() {
  void* piece = ::mmap(nullptr, std::size_t{1} << 40, PROT_READ,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return outcome(piece != MAP_FAILED, "reserve a terabyte");
}

std::string handle_signals() {
  return outcome(::signal(SIGTERM, SIG_IGN) != SIG_ERR, "ignore SIGTERM");
}

std::string fill_stdout() {
  const std::string block(1 << 20, 'x');
  for (int i = 0; i < 64; ++i)
    if (::write(STDOUT_FILENO, block.data(), block.size()) < 0) return outcome(false, "");
  return "could write 64 MB";
}

std::string spin() {
  volatile bool goes_on = true;
  while (goes_on) {
  }
  return "could stop";
}

std::string connect_unix() {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{AF_UNIX, "/run/secret-socket"};
  return outcome(
      socket >= 0 && ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
      "talk to a service");
}

std::string make_executable() {
  void* page =
      ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return outcome(page != MAP_FAILED, "make code");
}

std::string send_on_channel() { return outcome(::send(3, "x", 1, 0) == 1, "send on the channel"); }

std::string call(long number, const char* deed, long a = 0, long b = 0, long c = 0, long d = 0) {
  return outcome(::syscall(number, a, b, c, d) >= 0, deed);
}

long address(const void* pointer) { return reinterpret_cast<long>(pointer); }

struct Attempt {
  std::string_view name;
  std::string (*run)();
};

constexpr Attempt kReading[] = {
    {"shadow", [] { return read_file("/etc/shadow"); }},
    {"root-file", [] { return read_file("/run/root-only/secret"); }},
    {"public-file", [] { return read_file("/etc/passwd"); }},
    {"init-environ", [] { return read_file("/proc/1/environ"); }},
    {"own-environ", [] { return read_file("/proc/self/environ"); }},
    {"kernel-log", [] { return read_file("/dev/kmsg"); }},
    {"environment", read_environment},
    {"list-files",
     [] { return outcome(::open("/etc", O_RDONLY | O_DIRECTORY) >= 0, "list /etc"); }},
    {"path-descriptor", [] { return outcome(::open("/etc/shadow", O_PATH) >= 0, "name a file"); }},
    {"write-tmp", [] { return write_file("/run/shared/evil"); }},
    {"write-shm", [] { return write_file("/dev/shm/evil"); }},
    {"write-setting", [] { return write_file("/proc/sys/kernel/core_pattern"); }},
    {"delete", [] { return outcome(::unlink("/run/shared/victim") == 0, "delete a file"); }},
    {"folder",
     [] { return outcome(::mkdir("/run/shared/evil-folder", 0700) == 0, "make a folder"); }},
    {"mode", [] { return outcome(::chmod("/run/shared/victim", 0777) == 0, "change a mode"); }},
    {"link", [] { return outcome(::symlink("/", "/run/shared/evil-link") == 0, "make a link"); }},
    {"fill-stdout", fill_stdout},
};

constexpr Attempt kTalking[] = {
    {"tcp", [] { return open_socket(AF_INET, SOCK_STREAM); }},
    {"udp", [] { return open_socket(AF_INET, SOCK_DGRAM); }},
    {"udp6", [] { return open_socket(AF_INET6, SOCK_DGRAM); }},
    {"raw", [] { return open_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP); }},
    {"packet", [] { return open_socket(AF_PACKET, SOCK_RAW); }},
    {"netlink", [] { return open_socket(AF_NETLINK, SOCK_RAW); }},
    {"unix", connect_unix},
    {"send", send_on_channel},
    {"shm", [] { return outcome(::shmget(1, 4096, IPC_CREAT | 0666) >= 0, "make shared memory"); }},
    {"memfd", [] { return outcome(::memfd_create("evil", 0) >= 0, "make a memory file"); }},
    {"shared-map", share_memory},
    {"queue",
     [] { return call(SYS_mq_open, "open a queue", address("evil"), O_RDWR | O_CREAT, 0600); }},
    {"terminal", [] { return outcome(::ioctl(0, TIOCSTI, "x") == 0, "type"); }},
};

constexpr Attempt kRunning[] = {
    {"fork", fork_process},
    {"vfork", [] { return call(SYS_vfork, "vfork"); }},
    {"clone3", [] { return call(SYS_clone3, "clone"); }},
    {"daemon", start_daemon},
    {"fork-bomb", fork_without_end},
    {"thread", start_thread},
    {"exec", execute},
    {"unshare", [] { return outcome(::unshare(CLONE_NEWUSER) == 0, "enter a user namespace"); }},
    {"setns", [] { return outcome(::setns(0, 0) == 0, "enter a namespace"); }},
    {"mount", [] { return outcome(::mount("x", "/tmp", "tmpfs", 0, "") == 0, "mount"); }},
    {"chroot", [] { return outcome(::chroot("/tmp") == 0, "change its root"); }},
    {"ptrace", [] { return outcome(::ptrace(PTRACE_SEIZE, ::getpid(), 0, 0) == 0, "trace"); }},
    {"peek", [] { return call(SYS_process_vm_readv, "read a process", 1); }},
    {"kill", [] { return outcome(::kill(1, SIGKILL) == 0, "kill a process"); }},
    {"kill-all", [] { return outcome(::kill(-1, SIGKILL) == 0, "kill"); }},
    {"become-root", [] { return outcome(::setuid(0) == 0, "become root"); }},
    {"signals", handle_signals},
    {"memory", take_memory},
    {"addresses", reserve_addresses},
    {"code", make_executable},
    {"bpf", [] { return call(SYS_bpf, "use bpf"); }},
    {"io-uring", [] { return call(SYS_io_uring_setup, "use io_uring", 1); }},
    {"keyring", [] { return call(SYS_keyctl, "use keys"); }},
    {"spin", spin},
};

}  // namespace

std::string attempt(std::string_view name) {
  for (const auto& [known, run] : kReading)
    if (known == name) return run();
  for (const auto& [known, run] : kTalking)
    if (known == name) return run();
  for (const auto& [known, run] : kRunning)
    if (known == name) return run();
  return "no such attempt";
}

}  // namespace bad_drivers
