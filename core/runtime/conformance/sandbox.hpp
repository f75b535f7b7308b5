// A sandbox for one check: private network, mount and process namespaces. A copy of the driver's
// file is below the private /run, in a folder that only root can write to.
//
// The check cannot change files of the host. /run, /tmp and /dev/shm are private. Network sysctls
// are writable, and all other files are read-only. The devices of the host are visible.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::conformance {

inline constexpr const char* kDriverFolder = "/run/kit/drivers";
inline constexpr const char* kHostFile = "/run/kit/mydocker-driver-host";
inline constexpr const char* kStateFolder = "/run/kit/state";
inline constexpr const char* kRunFolder = "/run/kit/state/run";
inline constexpr const char* kConfigFile = "/run/kit/network.yaml";
inline constexpr const char* kNetnsFolder = "/run/netns";

// Moves the calling process into new network and mount namespaces, which end with the process.
// The process must be root and have one thread.
Result<void> enter_sandbox();
// Returns the result of `work`, which runs in a child (child.hpp) inside a sandbox. All processes
// of the sandbox end with the child.
Result<std::string> in_sandbox(std::chrono::milliseconds deadline,
                               const std::function<Result<std::string>()>& work);
// Writes a copy of the driver's file to `folder` and returns its path. `name` is the driver's name.
Result<std::filesystem::path> put_driver(const std::filesystem::path& folder,
                                         const std::string& name, const std::string& bytes);
// Writes a copy of mydocker-driver-host to kHostFile, because the sandbox may hide the original.
Result<void> put_host(const std::string& bytes);
// Creates the network namespace `name` in kNetnsFolder, like ip-netns(8). Its loopback device is
// down. delete_netns() deletes the namespace.
Result<void> add_netns(const std::string& name);
// Gives the calling process's own network namespace the name `name`.
Result<void> name_own_netns(const std::string& name);
Result<void> delete_netns(const std::string& name);

}  // namespace mydocker::conformance
