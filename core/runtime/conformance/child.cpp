#include "runtime/conformance/child.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>

#include "runtime/drivers/worker_process.hpp"

namespace mydocker::conformance {
namespace {

using drivers::Frame;
using drivers::WorkerProcess;

void send(int pipe, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::write(pipe, bytes.data() + sent, bytes.size() - sent);
    if (count < 0 && errno != EINTR) return;
    if (count > 0) sent += static_cast<std::size_t>(count);
  }
}

void silence() {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) (void)::dup2(null, stream);
  if (null > STDERR_FILENO) ::close(null);
}

Result<std::string> caught(const std::function<Result<std::string>()>& work) {
  try {
    return work();
  } catch (const std::exception& thrown) {
    return Error(ErrorKind::driver, std::string("threw an exception: ") + thrown.what());
  } catch (...) {
    return Error(ErrorKind::driver, "threw an exception");
  }
}

std::string ending(int status) {
  if (!WIFSIGNALED(status))
    return "its process exited with status " + std::to_string(WEXITSTATUS(status));
  const char* name = ::sigabbrev_np(WTERMSIG(status));
  return name != nullptr ? std::string("its process crashed: SIG") + name
                         : "its process crashed: signal " + std::to_string(WTERMSIG(status));
}

// A measurement of the host's speed: the time to start a process that writes to this number of
// bytes in new pages. On a fast and idle host it is kFastStart.
constexpr std::size_t kTouched = std::size_t{512} * 4096;
constexpr std::chrono::microseconds kFastStart{1000};
constexpr int kStarts = 4;
constexpr double kSlowest = 20;

void start_and_touch() {
  const int pid = ::fork();
  if (pid == 0) {
    void* memory =
        ::mmap(nullptr, kTouched, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) std::memset(memory, 1, kTouched);
    ::_exit(0);
  }
  if (pid > 0) (void)::waitpid(pid, nullptr, 0);
}

// Returns how many times slower this host is now than a fast and idle host: 1 to kSlowest.
double slowness() {
  const auto start = WorkerProcess::Clock::now();
  for (int i = 0; i < kStarts; ++i) start_and_touch();
  const std::chrono::duration<double, std::micro> elapsed = WorkerProcess::Clock::now() - start;
  return std::clamp(elapsed / (kFastStart * kStarts), 1.0, kSlowest);
}

// Waits until the child replies or ends. On a slow or busy host the deadline is extended.
WorkerProcess::WaitResult wait_for(WorkerProcess& child, Frame& frame,
                                   std::chrono::milliseconds deadline) {
  const auto start = WorkerProcess::Clock::now();
  auto limit = start + deadline;
  for (;;) {
    const auto outcome = child.wait_for(frame, limit);
    if (outcome != WorkerProcess::WaitResult::late) return outcome;
    const auto longer =
        start + std::chrono::duration_cast<WorkerProcess::Clock::duration>(deadline * slowness());
    if (longer <= WorkerProcess::Clock::now()) return outcome;
    limit = longer;
  }
}

// Makes the kernel kill this child when the process `parent` dies (prctl(2)).
void die_with(int parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  // The parent may have died before the call of prctl(2), so it is checked again. getppid() returns
  // 0 if the parent is outside this process namespace.
  if (const pid_t now = ::getppid(); now != parent && now != 0) ::_exit(1);
}

}  // namespace

Result<std::string> in_child(std::chrono::milliseconds deadline,
                             const std::function<Result<std::string>()>& work) {
  const int parent = ::getpid();
  auto child = WorkerProcess::start([&](int pipe) {
    ::setsid();
    die_with(parent);
    silence();
    const auto result = caught(work);
    send(pipe, result ? drivers::encode_frame({Frame::Kind::reply, *result})
                      : drivers::encode_frame({Frame::Kind::failure, result.error().message()}));
  });
  if (!child) return std::move(child).error();
  Frame frame;
  const auto outcome = wait_for(*child, frame, deadline);
  const int status = child->finish();
  switch (outcome) {
    case WorkerProcess::WaitResult::answered:
      if (frame.kind == Frame::Kind::failure) return Error(ErrorKind::driver, frame.document);
      return std::move(frame.document);
    case WorkerProcess::WaitResult::late:
      return Error(ErrorKind::driver,
                   "its process did not end within " + std::to_string(deadline.count()) + " ms");
    case WorkerProcess::WaitResult::garbage:
      return Error(ErrorKind::driver, "its process wrote to a pipe of the kit");
    case WorkerProcess::WaitResult::gone:
      break;
  }
  return Error(ErrorKind::driver, ending(status));
}

}  // namespace mydocker::conformance
