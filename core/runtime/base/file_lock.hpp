// A lock on an open file (flock(2)), with a limit for the time to wait.
#pragma once

#include <chrono>

#include "mydocker/result.hpp"

namespace mydocker::base {

// Locks the open file description, which a forked process shares. Waits at most `limit` until other
// processes have released their locks. Returns false if one of them still holds a lock then. The
// lock ends when the last copy of the descriptor is closed. Use it only for files that other users
// cannot open. A user who can open a file can also lock it.
Result<bool> lock_file(int fd, std::chrono::milliseconds limit);

}  // namespace mydocker::base
