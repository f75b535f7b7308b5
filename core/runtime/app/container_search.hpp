// Finds running containers by name or id in the state directories of container engines. No engine
// is asked, so the search needs no daemon.
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
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::app {

// A container with a running process.
struct RunningContainer {
  std::string engine;
  std::string name;  // the id, if the engine gives it no name
  std::string id;
  std::int64_t pid = 0;
};

// Returns the containers whose name or id is `reference`. At least 12 digits of an id are enough.
// Files that cannot be read or understood are skipped: their engine may be changing them. `root` is
// "/", except in tests.
std::vector<RunningContainer> find_running_containers(const std::filesystem::path& root,
                                                      std::string_view reference);

}  // namespace mydocker::app
