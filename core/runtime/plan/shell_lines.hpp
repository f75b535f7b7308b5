// Returns each resource as a shell line. The line has the same effect as the functions of the
// module `kernel` (core/runtime/kernel).
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
// Returns the line that creates the resource of a step. If the step turns forwarding on, the line
// first blocks traffic between links of other programs.
std::string create_line(const Step& step, const ShellContext& context);
// Returns the line that creates a lost resource again. An address can exist already: an earlier
// line may have restored it, for example when a link went up. So the line accepts an existing
// address.
std::string restore_line(const Step& step, const ShellContext& context);
// Returns the line that deletes the set elements which block traffic between links of other
// programs. Empty: there are no such elements.
std::string allow_transit_line(const base::ForwardingRecord& record);
// Returns the line that changes an existing resource in place. `found` is the value that was found.
// Empty if the resource cannot be changed in place.
std::string update_line(const Resource& resource, const std::string& found,
                        const ShellContext& context);
// Returns the line that creates or completes the firewall tables with the elements of `resources`.
std::string restore_firewall_line(std::span<const Resource> resources,
                                  std::span<const firewall::Element> more);
// Does the same as restore_firewall_line(), but with new tables, so that no other set element
// remains.
std::string replace_firewall_line(std::span<const Resource> resources,
                                  std::span<const firewall::Element> more);
// Returns the line for bring_up(), which runs after all resources were created. Empty for most
// resources.
std::string bring_up_line(const Resource& resource, const ShellContext& context);
// Returns the line that removes the resource. `prior` is the value that a sysctl is restored to.
std::string destroy_line(const Resource& resource, const std::string& prior,
                         const ShellContext& context);

// The reason for bring_up_line().
inline constexpr const char* kBringUpReason =
    "everything is ready: bring up the link and announce the addresses";

}  // namespace mydocker::plan
