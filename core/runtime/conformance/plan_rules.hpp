// The core's check of plans, and properties of resources independent of their kind.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mydocker/plan.hpp"
#include "runtime/conformance/plan_probe.hpp"

namespace mydocker::conformance {

// Checks both plans like the core does. Ignores faults that have their own checks: undeclared
// kinds, reasons, link names and sysctls.
Result<void> check_as_host(const PlanInput& input, const Plans& plans);

// Plans the input and checks the plans. The driver may refuse the input with an error that users
// understand. Then the function succeeds, and `refused` is the error's text.
Result<void> plan_or_refuse(const PlanProbe& probe, const PlanInput& input, std::string& refused);

// Returns true if a user can fix the cause. Other errors are for the driver's author.
bool is_for_users(const Error& error);

// Returns true for a sysctl of the host other than forwarding and those of these plans' links.
bool is_foreign_setting(const Resource& resource, const Plans& plans);

// Properties of resources, independent of their kind.

// The names of all resource kinds.
std::vector<std::string> all_kinds();

// The links that the resource names, each with its place: those it creates and those it depends on.
std::vector<std::pair<Place, std::string>> links_in(const Resource& resource);

// The MAC addresses that the resource gives to links. Zero addresses are left out.
std::vector<MacAddress> macs_in(const Resource& resource);

// All resources of one type, in the plan's order.
template <class Kind>
std::vector<Kind> all_of(const Plan& plan) {
  std::vector<Kind> found;
  for (const auto& entry : plan.entries())
    if (const auto* typed = entry.resource.get_if<Kind>()) found.push_back(*typed);
  return found;
}

// The addresses that the plan gives to links at that place.
std::vector<IpPrefix> addresses_at(Place place, const Plan& plan);

// Each resource of the plan as one line of JSON, without the texts for users, in the plan's order.
std::vector<std::string> resource_lines(const Plan& plan);

}  // namespace mydocker::conformance
