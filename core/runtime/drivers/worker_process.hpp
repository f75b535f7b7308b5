// A forked child that hands back one frame through a pipe and never outlives this object.
// Does not: know what the child does.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/drivers/worker_frame.hpp"

namespace mydocker::drivers {

class WorkerProcess {
 public:
  using Clock = std::chrono::steady_clock;

  // `work` runs in the child, with the end of the pipe to write to, and then the child is gone,
  // with status 1 if it throws; it runs no destructor and no atexit() function of ours.
  static Result<WorkerProcess> start(const std::function<void(int pipe)>& work);

  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&&) = delete;
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess();

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

  pid_t pid_;
  base::UniqueFd process_;  // readable when the child has ended
  base::UniqueFd pipe_;
  std::string bytes_;
};

}  // namespace mydocker::drivers
