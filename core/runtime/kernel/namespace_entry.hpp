// Runs code inside another network namespace.
#pragma once

#include <cstdint>
#include <functional>

#include "mydocker/result.hpp"

namespace mydocker::kernel {

// A network namespace. The descriptor is not owned.
struct NamespaceHandle {
  int fd = -1;
  std::uint64_t cookie = 0;  // 0: not known
};

// Runs `work` on the calling thread inside the network namespace `target` (setns(2)). Then the
// thread returns to its own namespace. The function checks first that the thread can return. The
// check fails in some user namespaces.
// If the return still fails, the process exits with code 70, because it must not change the wrong
// namespace. The next command does the recovery.
// Other threads, mounts and settings outside the network are not affected.
// `home` is where the thread usually is. If its cookie shows that the thread is there, or in
// `target` already, the kernel is not asked for the thread's namespace.
Result<void> run_inside(const NamespaceHandle& target, const std::function<Result<void>()>& work,
                        const NamespaceHandle& home = {});

}  // namespace mydocker::kernel
