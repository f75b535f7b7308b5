// A child that hands back frames through a channel and never outlives this object.
// Does not: know what the child does.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/drivers/frame.hpp"

namespace mydocker::drivers {

class WorkerProcess {
 public:
  using Clock = std::chrono::steady_clock;

  // `work` runs in the child, with the end of the pipe to write to, and then the child is gone,
  // with status 1 if it throws; it runs no destructor and no atexit() function of ours.
  static Result<WorkerProcess> start(const std::function<void(int pipe)>& work);

  // Takes over a child that was started in another way: its number, its pidfd, and our end of a
  // stream socket.
  static WorkerProcess adopt(pid_t pid, base::UniqueFd process, base::UniqueFd channel) {
    return {pid, std::move(process), std::move(channel)};
  }

  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&&) = delete;
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess();

  // Sends to a child behind a socket, during the next wait: a child that reads nothing holds
  // nothing up.
  void send(std::string bytes) { unsent_ = std::move(bytes); }

  // How the wait for the frame ended: it is there; the child is gone without one; it sent something
  // else; the time is over.
  enum class Outcome : std::uint8_t { answered, gone, garbage, late };
  Outcome wait_for(Frame& frame, Clock::time_point deadline);

  // Kills whatever is left of the child and of the processes it has started in its session, and
  // returns how it ended, as waitpid(2) tells it.
  int finish();

 private:
  WorkerProcess(pid_t pid, base::UniqueFd process, base::UniqueFd pipe)
      : pid_(pid), process_(std::move(process)), pipe_(std::move(pipe)) {}

  // Whether the pipe may still bring something.
  bool drain();
  void send_some();

  pid_t pid_;
  base::UniqueFd process_;  // readable when the child has ended
  base::UniqueFd pipe_;
  std::string bytes_;
  std::string unsent_;
};

}  // namespace mydocker::drivers
