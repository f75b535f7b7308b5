// Every resource as the shell line that does to it what the kernel module does.
//
// Each line can be run as printed, by `sh`, as root. Does not: run anything.
#pragma once

#include <span>
#include <string>

#include "mydocker/resource.hpp"

namespace mydocker::plan {

// How a line reaches the container: the path of its namespace; empty: there is none.
struct ShellContext {
  std::string netns_path;
};

std::string create_line(const Resource& resource, const ShellContext& context);
// The firewall tables with the elements of `resources`, whether the tables exist or not.
std::string restore_firewall_line(std::span<const Resource> resources);
// The last touch after everything was created; empty for most resources.
std::string bring_up_line(const Resource& resource, const ShellContext& context);
// `prior`: the value that a setting gets back.
std::string destroy_line(const Resource& resource, const std::string& prior,
                         const ShellContext& context);

// Why a veth's host end is touched once more.
inline constexpr const char* kBringUpReason =
    "everything is in place: switch the host's end of the cable on";

}  // namespace mydocker::plan
