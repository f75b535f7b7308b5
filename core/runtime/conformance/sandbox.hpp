// A world for one check: network, mount and process namespaces of its own, and in its private /run
// a copy of the driver's file in a folder that only root can write to.
//
// Of the host's files none can be changed there: private are /run, /tmp and /dev/shm, writable are
// the settings of the network, and all else is read-only. (Devices are the host's.)
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
inline constexpr const char* kConfigFile = "/run/kit/network.yaml";
inline constexpr const char* kNetnsFolder = "/run/netns";

// Moves the calling process, which must be root and of one thread, into such a world, but for the
// processes; it ends with the process.
Result<void> enter_sandbox();
// What `work` returns in a child (child.hpp) that is in such a world. With its end every process
// ends that was started there, in whatever session.
Result<std::string> in_sandbox(std::chrono::milliseconds deadline,
                               const std::function<Result<std::string>()>& work);
// The copy's path. `name`: of the driver.
Result<std::filesystem::path> put_driver(const std::filesystem::path& folder,
                                         const std::string& name, const std::string& bytes);
// Puts a copy of the program mydocker-driver-host there, as kHostFile: the original may be hidden.
Result<void> put_host(const std::string& bytes);
// Adds a network namespace of that name to kNetnsFolder, as ip-netns(8) does, its loopback device
// down; or takes the name away.
Result<void> add_netns(const std::string& name);
// Gives the calling process's own network namespace that name there.
Result<void> name_own_netns(const std::string& name);
Result<void> delete_netns(const std::string& name);

}  // namespace mydocker::conformance
