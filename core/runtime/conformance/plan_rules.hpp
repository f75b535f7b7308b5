// The checks that the core makes of plans, and functions that read a property of resources of any
// kind.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mydocker/plan.hpp"
#include "runtime/conformance/plan_probe.hpp"

namespace mydocker::conformance {

// Checks both plans as the core does. Four kinds of faults are ignored here, because they have
// checks of their own. They are undeclared kinds, wrong reasons, wrong link names and wrong
// sysctls.
Result<void> check_as_host(const PlanInput& input, const Plans& plans);

// Plans the input and checks the plans. The driver may also refuse the input with an error that
// users understand. This is no error of this function: `refused` is then the text of the driver's
// error.
Result<void> plan_or_refuse(const PlanProbe& probe, const PlanInput& input, std::string& refused);

// Returns whether a user can fix the cause of the error. Other errors are for the driver's author.
bool is_for_users(const Error& error);

// Returns whether the resource is a host's sysctl that these plans must not change. Two kinds of
// sysctls are allowed: those that turn forwarding on, and those of the plans' own links.
bool is_foreign_setting(const Resource& resource, const Plans& plans);

// --- properties of resources, independent of their kind

// Returns the names of all kinds of resources.
std::vector<std::string> all_kinds();

// Returns the links that the resource creates or depends on, each with its place.
std::vector<std::pair<Place, std::string>> links_in(const Resource& resource);

// Returns the MAC addresses that the resource gives to links. Zero addresses are left out.
std::vector<MacAddress> macs_in(const Resource& resource);

// Returns all resources of one type, in the plan's order.
template <class Kind>
std::vector<Kind> all_of(const Plan& plan) {
  std::vector<Kind> found;
  for (const auto& entry : plan.entries())
    if (const auto* typed = entry.resource.get_if<Kind>()) found.push_back(*typed);
  return found;
}

// Returns the addresses that the plan gives to links at this place.
std::vector<IpPrefix> addresses_at(Place place, const Plan& plan);

// Returns each resource of the plan as one line of JSON, in the plan's order. The texts for users
// are left out.
std::vector<std::string> resource_lines(const Plan& plan);

}  // namespace mydocker::conformance
