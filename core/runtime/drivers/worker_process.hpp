// A child process that sends frames through a channel and never outlives this object. This code
// does not know what the child does.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/drivers/frame.hpp"

namespace mydocker::drivers {

// Owns the child process, its pidfd and the channel. The destructor kills the child.
class WorkerProcess {
 public:
  using Clock = std::chrono::steady_clock;

  // Forks a child that runs `work` with the write end of a pipe, and then exits. Its exit status is
  // 1 if `work` throws an exception. The child runs no destructors and no atexit(3) functions.
  static Result<WorkerProcess> start(const std::function<void(int pipe)>& work);

  // Takes ownership of a child that was started in another way: its pid, its pidfd, and one end of
  // a stream socket.
  static WorkerProcess adopt(pid_t pid, base::UniqueFd process, base::UniqueFd channel) {
    return {pid, std::move(process), std::move(channel)};
  }

  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&&) = delete;
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess();

  // Stores bytes for a child with a socket. The next wait sends them. It does not block if the
  // child reads nothing.
  void send(std::string bytes) { unsent_ = std::move(bytes); }

  // The result of the wait. answered: a frame was received. gone: the child ended without a frame.
  // garbage: the child sent other bytes. late: the deadline has passed.
  enum class WaitResult : std::uint8_t { answered, gone, garbage, late };
  WaitResult wait_for(Frame& frame, Clock::time_point deadline);

  // Kills the child and the processes of its session. Returns the child's status from waitpid(2).
  int finish();

 private:
  WorkerProcess(pid_t pid, base::UniqueFd process, base::UniqueFd pipe)
      : pid_(pid), process_(std::move(process)), pipe_(std::move(pipe)) {}

  // Reads the available bytes. Returns whether more may follow.
  bool drain();
  void send_some();

  pid_t pid_;
  base::UniqueFd process_;  // pidfd of the child; it is readable when the child has ended
  base::UniqueFd pipe_;
  std::string bytes_;
  std::string unsent_;
};

}  // namespace mydocker::drivers
