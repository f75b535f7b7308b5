// Doing something inside another network namespace.
#pragma once

#include <functional>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// Runs `work` inside the network namespace that `netns` stands for, on the calling thread, which is
// back when this returns. It is tried beforehand that the way back is open, as it may not be in a
// user namespace; if it fails all the same, the process ends with exit code 70 rather than act on
// the wrong host, and the next command deals with what it was at. The other threads, and everything
// but the network (mounts, /proc/sys/kernel, ...) are not concerned.
Result<void> run_inside(int netns, const std::function<Result<void>()>& work);

}  // namespace mydocker::kernel
