// Returns each resource as a shell line with the same effect as the module kernel.
//
// Root can run each line with `sh` as printed. This module does not run commands.
// Main entry points: create_line(), destroy_line().
#pragma once

#include <span>
#include <string>

#include "mydocker/resource.hpp"
#include "runtime/base/service_paths.hpp"
#include "runtime/firewall/elements.hpp"
#include "runtime/plan/diff.hpp"

namespace mydocker::plan {

// The context in which the lines run. `netns_path` is the path of the container's network
// namespace. Empty: the plan has no resources in a container. `run_dir` contains the directories of
// services.
struct ShellContext {
  std::string netns_path{};
  std::string run_dir = base::kRunDirectory;
};

// Returns the line that creates the resource, or sets its value.
std::string create_line(const Resource& resource, const ShellContext& context);
// Returns the same for a step. If a step turns forwarding on, its line first blocks traffic between
// other links.
std::string create_line(const Step& step, const ShellContext& context);
// Returns the same for a resource that was lost. The kernel may have restored an address because of
// an earlier line, for example when a link went up.
std::string restore_line(const Step& step, const ShellContext& context);
// Returns the line that deletes the elements which block traffic between other links. Empty: there
// are no such elements. `prior` is the record of the switch (base/forwarding.hpp).
std::string allow_transit_line(const base::ForwardingRecord& record);
// Returns the line that changes an existing resource in place. `found` is the value that was found.
// Empty if the resource cannot be changed in place.
std::string update_line(const Resource& resource, const std::string& found,
                        const ShellContext& context);
// Returns the line that creates or completes the firewall tables with the elements of `resources`.
std::string restore_firewall_line(std::span<const Resource> resources,
                                  std::span<const firewall::Element> more);
// Does the same with new tables, so that no other element remains.
std::string replace_firewall_line(std::span<const Resource> resources,
                                  std::span<const firewall::Element> more);
// Returns the line that runs after everything was created. Empty for most resources.
std::string bring_up_line(const Resource& resource, const ShellContext& context);
// Returns the line that removes the resource. `prior` is the value that a sysctl is restored to.
std::string destroy_line(const Resource& resource, const std::string& prior,
                         const ShellContext& context);

// The reason for bring_up_line().
inline constexpr const char* kBringUpReason =
    "everything is ready: bring up the link and announce the addresses";

}  // namespace mydocker::plan
