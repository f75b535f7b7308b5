// A world for one check: a network and a mount namespace with a private /run, and in it a copy of
// the driver's file in a folder that only root can write to.
#pragma once

#include <filesystem>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::conformance {

inline constexpr const char* kDriverFolder = "/run/kit/drivers";
inline constexpr const char* kStateFolder = "/run/kit/state";
inline constexpr const char* kConfigFile = "/run/kit/network.yaml";
inline constexpr const char* kNetnsFolder = "/run/netns";

// Moves the calling process, which must be root and of one thread, into such a world; it ends with
// the process. `name`: of the driver.
Result<void> enter_scratch();
// The copy's path.
Result<std::filesystem::path> put_driver(const std::filesystem::path& folder,
                                         const std::string& name, const std::string& bytes);
// Adds a network namespace of that name to kNetnsFolder, as ip-netns(8) does, its loopback device
// down; or takes the name away.
Result<void> add_netns(const std::string& name);
// Gives the calling process's own network namespace that name there.
Result<void> name_own_netns(const std::string& name);
Result<void> delete_netns(const std::string& name);

}  // namespace mydocker::conformance
