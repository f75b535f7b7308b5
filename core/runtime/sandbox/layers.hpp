// The layers of the sandbox for a driver's code.
//
// A kernel may not have a layer (seccomp(2), landlock(7)), or may refuse it (a container that
// forbids namespaces(7)). Then the driver runs without that layer only, and the caller reports it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mydocker::sandbox {

// One bit for each layer, in the order of their setup. mydocker and the driver host exchange these
// numbers; both are always installed together.
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

// A set of layers.
using Layers = std::uint32_t;

constexpr Layers bit(Layer layer) noexcept { return static_cast<Layers>(layer); }

// Returns names for messages: "network namespace", "seccomp filter".
std::vector<std::string> names_of(Layers layers);

}  // namespace mydocker::sandbox
