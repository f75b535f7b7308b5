// Runs code inside another network namespace.
#pragma once

#include <cstdint>
#include <functional>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// Runs `work` on the calling thread inside the network namespace `netns` (setns(2)). Then the
// thread returns to its own namespace. The function checks first that the thread can return. The
// check fails in some user namespaces.
// If the return still fails, the process exits with code 70, because it must not change the wrong
// namespace. The next command does the recovery.
// Other threads, mounts and settings outside the network are not affected.
// `cookie` is the cookie of `netns`; 0: not known. With it, fewer system calls show that the thread
// is in this namespace already.
Result<void> run_inside(int netns, const std::function<Result<void>()>& work,
                        std::uint64_t cookie = 0);

}  // namespace mydocker::kernel
