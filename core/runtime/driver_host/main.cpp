// mydocker-driver-host: runs the code of one driver that is not bundled with mydocker.
//
// Only mydocker starts this program, as drivers/frame.hpp describes. The driver cannot read
// mydocker's memory, because it runs in a separate process. The program is small, because each page
// that it uses costs time at the start. So it does not decode documents, and it does not write
// messages for users.
#include <dlfcn.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "runtime/driver_host/channel.hpp"
#include "runtime/drivers/entry_point.hpp"
#include "runtime/drivers/frame.hpp"
#include "runtime/sandbox/confinement.hpp"

namespace mydocker::driver_host {
namespace {

// --- loading the driver's file by its descriptor

// The result of load_driver(). `entry.call` is null if the file has no entry point or was not
// loaded. `failure` is the dynamic loader's message; empty after a successful load.
struct LoadedDriver {
  drivers::EntryPoint entry;
  std::string failure;
};

bool copy_to(int memory, off_t size) {
  off_t offset = 0;
  while (offset < size)
    if (::sendfile(memory, drivers::kHostDriver, &offset,
                   static_cast<std::size_t>(size - offset)) <= 0)
      return false;
  return ::dup3(memory, drivers::kHostDriver, O_CLOEXEC) >= 0;
}

// Makes the driver's file readable for an unprivileged process. If others cannot read the file,
// replaces the descriptor drivers::kHostDriver with a copy in memory (memfd_create(2)). If the copy
// fails, returns false and sets errno.
bool make_driver_readable() {
  struct stat status {};
  if (::fstat(drivers::kHostDriver, &status) != 0) return false;
  if ((status.st_mode & S_IROTH) != 0) return true;
  const int memory = ::memfd_create("driver", MFD_CLOEXEC);
  if (memory < 0) return false;
  const bool copied = copy_to(memory, status.st_size);
  ::close(memory);
  return copied;
}

// Loads the driver's file, which runs the constructors in it. All symbols are resolved at once. It
// uses dlopen(3), because Boost.DLL is larger than this whole program. Each of its pages would cost
// time at the start.
LoadedDriver load_driver() {
  static_assert(drivers::kHostDriver == 4);
  void* library = ::dlopen("/proc/self/fd/4", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return {{}, ::dlerror()};
  void* symbol = ::dlsym(library, detail::kEntryPoint);
  // dlsym(3) returns an object pointer. POSIX allows its conversion to a function pointer.
  return {{reinterpret_cast<mydocker_driver_call>(symbol)}, {}};
}

using drivers::Frame;
using sandbox::Layers;

// The mode and the limit of the driver host, from its command line.
struct HostArguments {
  bool computes = true;
  bool has_namespaces = false;
  rlim_t seconds = 1;
};

// Starts a new session without a terminal, in the directory "/", and unblocks all signals. mydocker
// may have ended already. Then the channel is closed, and receive() ends this process.
void leave_caller() {
  ::setsid();
  (void)!::chdir("/");
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

Layers confine_driver(const HostArguments& mode) {
  report_stops();
  const Layers missing = sandbox::confine({.driver = drivers::kHostDriver,
                                           .cpu_seconds = mode.seconds,
                                           .has_namespaces = mode.has_namespaces});
  set_missing(missing);
  return missing;
}

// Prepares the process for the handler of a driver, which may change the machine. Programs that the
// handler starts inherit these settings.
Layers prepare_handler() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  for (const int kept : {drivers::kHostChannel, drivers::kHostNetns, drivers::kContainerNetns})
    ::fcntl(kept, F_SETFD, FD_CLOEXEC);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  return sandbox::limit_handler() ? 0 : bit(sandbox::Layer::limits);
}

// Sets the state of the process before a call of the handler, because an earlier call may have
// changed it. If mydocker has passed no namespace, the process stays in its namespace.
bool prepare_call(const Frame& request) {
  const bool inside = request.kind == Frame::Kind::call_in_container;
  const int netns = inside ? drivers::kContainerNetns : drivers::kHostNetns;
  ::umask(022);
  (void)!::chdir("/");
  return ::fcntl(netns, F_GETFD) < 0 || ::setns(netns, CLONE_NEWNET) == 0;
}

void answer_call(drivers::EntryPoint entry, const Frame& request, Layers missing) {
  const auto reply = drivers::call_entry_point(entry, request.document);
  if (reply)
    send(Frame::Kind::reply, *reply, missing);
  else
    send(Frame::Kind::failure, reply.error().message(), missing);
}

void answer(const LoadedDriver& driver, const Frame& request, Layers missing) {
  if (!driver.failure.empty()) return send(Frame::Kind::load_failed, driver.failure, missing);
  if (request.kind == Frame::Kind::load) return send(Frame::Kind::reply, {}, missing);
  if (driver.entry.call == nullptr) return send(Frame::Kind::no_entry, {}, missing);
  if (request.kind == Frame::Kind::entry) return send(Frame::Kind::reply, {}, missing);
  answer_call(driver.entry, request, missing);
}

void serve(const HostArguments& mode) {
  if (mode.computes && !make_driver_readable())
    return send(Frame::Kind::setup_failed, std::strerror(errno), 0);
  Layers missing = mode.computes ? confine_driver(mode) : prepare_handler();
  const LoadedDriver driver = load_driver();
  ::close(drivers::kHostDriver);
  if (mode.computes && !sandbox::allow_only_planning()) missing |= bit(sandbox::Layer::seccomp);
  set_missing(missing);
  set_activity(Activity::planning);
  Frame request;
  while (receive(request)) {
    if (!mode.computes && !prepare_call(request))
      return send(Frame::Kind::setup_failed, std::strerror(errno), missing);
    answer(driver, request, missing);
  }
}

}  // namespace

}  // namespace mydocker::driver_host

int main(int argc, char** argv) {
  using namespace mydocker;  // NOLINT(google-build-using-namespace): this is the program
  if (argc != 3 || ::fcntl(drivers::kHostDriver, F_GETFD) < 0) return 125;
  const std::string_view mode = argv[1];
  driver_host::leave_caller();
  driver_host::serve({.computes = mode != drivers::kHostActs,
                      .has_namespaces = mode == drivers::kHostComputesInNamespaces,
                      .seconds = std::strtoul(argv[2], nullptr, 10)});
  ::_exit(0);  // does not run the destructors of the driver's objects
}
