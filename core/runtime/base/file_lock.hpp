// A lock on an open file (flock(2)), with a limit for the time to wait.
#pragma once

#include <chrono>

#include "mydocker/result.hpp"

namespace mydocker::base {

// Locks the file for this process alone. Waits for other processes for at most `limit`. Returns
// false if one still has the lock. The lock ends when the descriptor is closed or the process dies.
// Use it only for files that other users cannot open. Every user who can open a file can lock it.
Result<bool> lock_file(int fd, std::chrono::milliseconds limit);

}  // namespace mydocker::base
