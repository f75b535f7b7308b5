// Finds containers and their network namespaces.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Checks the container's name, --netns and --pid. invalid_argument: one of them is wrong.
Result<void> check_namespace_words(const ConnectRequest& request);

// Opens the namespace given by --netns, --pid or the container's name (/run/netns/NAME). Most
// drivers refuse the host's namespace. A driver with the capability "host-namespace" refuses all
// other namespaces. If the engine creates the container's half, returns the host's namespace,
// because mydocker creates the link there.
Result<kernel::Netns> container_namespace(Session& session, OpenState& open_state,
                                          const ConnectRequest& request, const Manifest& driver);

// Looks for a running container of a container engine (find_running_containers()). If there is one,
// the returned request has its name and its namespace. Otherwise returns the request unchanged. A
// request with --netns or --pid is not changed. invalid_argument: several containers match, or a
// container and a different namespace /run/netns/NAME match.
Result<ConnectRequest> with_running_container(ConnectRequest request);

// Finds running containers by name or id in the state directories of container engines. The search
// does not call the engines, so it needs no daemon.
//
// | engine         | what is read                                                              |
// |----------------|---------------------------------------------------------------------------|
// | runc           | /run/runc/ID/state.json                                                   |
// | crun           | /run/crun/ID/status                                                       |
// | containerd     | /run/containerd/runc/NAMESPACE/ID/state.json                              |
// | podman         | the names in /var/lib/containers/storage/*-containers/containers.json,    |
// |                | and the state of runc or crun                                             |
// | docker         | the names in /var/lib/docker/containers/ID/config.v2.json, and            |
// |                | /run/docker/runtime-runc/moby/ID/state.json                               |
// | systemd-nspawn | /run/systemd/machines/NAME                                                |

// A container with a running process.
struct RunningContainer {
  std::string engine;
  std::string name;  // name of the container; its id if the engine gives it no name
  std::string id;
  std::int64_t pid = 0;
};

// Returns the containers whose name or id is `reference`. At least 12 digits of an id are enough.
// Files that cannot be read or parsed are skipped, because their engine may be changing them.
// `root` is "/", except in tests.
std::vector<RunningContainer> find_running_containers(const std::filesystem::path& root,
                                                      std::string_view reference);

}  // namespace mydocker::app
