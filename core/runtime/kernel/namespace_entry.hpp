// Doing something inside another network namespace, without ever being there oneself.
#pragma once

#include <functional>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// Runs `work` inside the network namespace that `netns` stands for: here and now if that is the
// caller's own, otherwise on a thread that enters it and ends there. The thread shares everything
// else with the caller, its mounts included.
Result<void> run_inside(int netns, const std::function<Result<void>()>& work);

}  // namespace mydocker::kernel
