#include "runtime/sandbox/layers.hpp"

#include <utility>

namespace mydocker::sandbox {
namespace {

constexpr std::pair<Layer, const char*> kLayerNames[] = {
    {Layer::process_namespace, "process namespace"},
    {Layer::network_namespace, "network namespace"},
    {Layer::mount_namespace, "mount namespace"},
    {Layer::ipc_namespace, "IPC namespace"},
    {Layer::uts_namespace, "UTS namespace"},
    {Layer::cgroup_namespace, "cgroup namespace"},
    {Layer::landlock, "Landlock"},
    {Layer::limits, "resource limits"},
    {Layer::unprivileged_user, "unprivileged user"},
    {Layer::seccomp, "seccomp filter"},
};

}  // namespace

std::vector<std::string> names_of(Layers layers) {
  std::vector<std::string> names;
  for (const auto& [layer, name] : kLayerNames)
    if ((layers & bit(layer)) != 0) names.emplace_back(name);
  return names;
}

}  // namespace mydocker::sandbox
