// A lock on an open file (flock(2)), with a limit for the time to wait.
#pragma once

#include <chrono>

#include "mydocker/result.hpp"

namespace mydocker::base {

// Locks the open file description, which a forked process shares. Waits for other locks at most
// `limit`. Returns false if another one remains. The lock ends when the last copy of the descriptor
// is closed. Use it only for files that other users cannot open. Every user who can open a file can
// lock it.
Result<bool> lock_file(int fd, std::chrono::milliseconds limit);

}  // namespace mydocker::base
