#include "runtime/drivers/worker_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>

#include "runtime/base/errno_text.hpp"

namespace mydocker::drivers {
namespace {

// Reads without waiting, from a socket or a pipe.
ssize_t read_some(int channel, std::array<char, 16384>& part) {
  const ssize_t count = ::recv(channel, part.data(), part.size(), MSG_DONTWAIT);
  return count < 0 && errno == ENOTSOCK ? ::read(channel, part.data(), part.size()) : count;
}

int milliseconds_until(WorkerProcess::Clock::time_point deadline) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - WorkerProcess::Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, INT_MAX));
}

// Calls the kernel directly, because the header of glibc 2.36 lacks extern "C" for pidfd_open().
int pidfd_of(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }

}  // namespace

Result<WorkerProcess> WorkerProcess::start(const std::function<void(int pipe)>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::errno_error("create a pipe", errno);
  base::UniqueFd reading(ends[0]);
  base::UniqueFd writing(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return base::errno_error("start a worker process", errno);
  if (pid == 0) {
    // An exception must not leave this block. In the child, it would run clean-up code of the
    // parent.
    try {
      work(writing.get());
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  WorkerProcess worker(pid, base::UniqueFd(), std::move(reading));
  worker.process_.reset(pidfd_of(pid));
  if (!worker.process_) return base::errno_error("watch a worker process", errno);
  if (::fcntl(worker.pipe_.get(), F_SETFL, O_NONBLOCK) != 0)
    return base::errno_error("watch a worker process", errno);
  return worker;
}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      process_(std::move(other.process_)),
      pipe_(std::move(other.pipe_)),
      bytes_(std::move(other.bytes_)),
      unsent_(std::move(other.unsent_)) {}

WorkerProcess::~WorkerProcess() { finish(); }

bool WorkerProcess::drain() {
  std::array<char, 16384> part{};
  while (bytes_.size() <= kMaxFrame) {
    const ssize_t count = read_some(pipe_.get(), part);
    if (count > 0)
      bytes_.append(part.data(), static_cast<std::size_t>(count));
    else if (count == 0 || errno != EINTR)
      return count < 0 && errno == EAGAIN;
  }
  return false;
}

void WorkerProcess::send_some() {
  const ssize_t count =
      ::send(pipe_.get(), unsent_.data(), unsent_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count >= 0)
    unsent_.erase(0, static_cast<std::size_t>(count));
  else if (errno != EAGAIN && errno != EINTR)
    unsent_.clear();  // the child no longer exists; the next wait reports it
}

WorkerProcess::WaitResult WorkerProcess::wait_for(Frame& frame, Clock::time_point deadline) {
  bool open = true;
  if (!unsent_.empty()) send_some();
  for (;;) {
    const short events = unsent_.empty() ? POLLIN : POLLIN | POLLOUT;
    // poll(2) ignores a negative descriptor. So a pipe that the child has closed is not watched any
    // more.
    std::array<pollfd, 2> watched{
        {{open ? pipe_.get() : -1, events, 0}, {process_.get(), POLLIN, 0}}};
    const int ready = ::poll(watched.data(), watched.size(), milliseconds_until(deadline));
    if (ready < 0 && errno != EINTR) return WaitResult::gone;
    const bool ended = ready > 0 && watched[1].revents != 0;
    if (ready > 0 && (watched[0].revents & POLLOUT) != 0) send_some();
    // The end of the child is checked before the pipe is read for the last time. In the other
    // order, bytes could be lost.
    if (open) open = drain();
    const FrameState state = decode_frame(bytes_, frame);
    if (state == FrameState::complete) {
      bytes_.clear();
      return WaitResult::answered;
    }
    if (state == FrameState::garbage) return WaitResult::garbage;
    if (ended) return WaitResult::gone;
    if (Clock::now() >= deadline) return WaitResult::late;
  }
}

int WorkerProcess::finish() {
  if (pid_ <= 0) return 0;
  // The child leads its own session and process group, but not if it was stopped before setsid(2).
  // So both are killed: the group, and the process. Its number cannot belong to another process
  // before waitpid(2).
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

}  // namespace mydocker::drivers
