// The layers of the sandbox in which a driver's code runs, and what each keeps from it.
//
// A kernel may lack a layer (seccomp(2), landlock(7)), or refuse it (a container that forbids
// namespaces(7)). The driver then runs without that layer alone, and the caller reports which one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mydocker::sandbox {

// One bit each, in the order in which they are set up. The numbers go through the channel between
// mydocker and the driver host, which are always installed together.
enum class Layer : std::uint32_t {
  process_namespace = 1U << 0,
  network_namespace = 1U << 1,
  mount_namespace = 1U << 2,
  ipc_namespace = 1U << 3,
  uts_namespace = 1U << 4,
  cgroup_namespace = 1U << 5,
  landlock = 1U << 6,
  limits = 1U << 7,
  unprivileged_user = 1U << 8,
  seccomp = 1U << 9,
};

// A set of them.
using Layers = std::uint32_t;

constexpr Layers bit(Layer layer) noexcept { return static_cast<Layers>(layer); }

// For people: "network namespace", "seccomp filter".
std::vector<std::string> names_of(Layers layers);

}  // namespace mydocker::sandbox
